package dev.headwater.cli.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.replay.Difference;
import dev.headwater.simulations.replay.ReplayResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replay found, for people and for programs.
 *
 * @param run the run's folder, as it was named
 * @param result what was found
 * @param record SHA-256 of the run's {@code record.json}; null if it has none
 */
record ReplayReport(String run, ReplayResult result, @Nullable String record) {

  /** One line after another, wrapped where people read them. */
  List<String> text(Terminal terminal) {
    List<String> lines = new ArrayList<>();
    for (Difference one : result.differences()) {
      lines.addAll(terminal.lines(Text.clean(one.sentence())));
    }
    lines.addAll(terminal.lines(closing()));
    for (String sentence : result.unchecked()) {
      lines.addAll(terminal.lines("Not checked: ", Text.clean(sentence)));
    }
    if (record != null && result.equal()) {
      lines.addAll(
          terminal.lines(
              "The record has SHA-256 %s (of record.json): publish it, and every later change shows."
                  .formatted(record)));
    }
    return lines;
  }

  private String closing() {
    int done = result.rounds().size();
    String computed =
        "%d of %s computed again".formatted(done, Quantities.count(result.recorded(), "round"));
    String answers =
        result.answers() == 0
            ? ""
            : ", %s of clients checked one by one"
                .formatted(Quantities.count(result.answers(), "answer"));
    if (result.recorded() == 0) { // its files cannot be trusted to say
      return "DIFFERS: the record is not as it was written; no round was computed again.";
    }
    if (!result.equal()) {
      return "DIFFERS: the record is not what the run gives, or not as it was written; %s%s."
          .formatted(computed, answers);
    }
    if (done == 0) {
      return "%s. The files of the record agree with each other."
          .formatted(
              result.answers() == 0
                  ? "Nothing was computed again, of " + Quantities.count(result.recorded(), "round")
                  : computed + answers);
    }
    return "Equal: %s%s, with the digests of the record; the last one is %s."
        .formatted(computed, answers, result.rounds().get(done - 1).digest());
  }

  ObjectNode json() {
    ObjectNode all = new ObjectMapper().createObjectNode();
    all.put("type", "replay")
        .put("run", run)
        .put("equal", result.equal())
        .put("rounds", result.recorded())
        .put("computed", result.rounds().size())
        .put("answers", result.answers())
        .put("record", record);
    ArrayNode differences = all.putArray("differences");
    for (Difference one : result.differences()) {
      differences
          .addObject()
          .put("round", one.round() == 0 ? null : one.round())
          .put("client", one.client())
          .put("what", one.what());
    }
    result.unchecked().forEach(all.putArray("unchecked")::add);
    return all;
  }
}
