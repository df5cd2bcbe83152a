package dev.headwater.cli.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a recorded run beside those of the same participation under other settings.
 *
 * @param settings those that differ, in words
 * @param recorded rounds of the record
 * @param other rounds of the other run
 */
record Curves(String settings, List<RoundRecord> recorded, List<RoundRecord> other) {
  /** Copies the lists. */
  Curves {
    recorded = List.copyOf(recorded);
    other = List.copyOf(other);
  }

  private static @Nullable RoundRecord at(List<RoundRecord> rounds, int i) {
    return i < rounds.size() ? rounds.get(i) : null;
  }

  private int length() {
    return Math.max(recorded.size(), other.size());
  }

  List<String> text(Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", "accuracy", "", "loss", "", ""));
    lines.add(row("round", "recorded", "what-if", "recorded", "what-if", "clients"));
    for (int i = 0; i < length(); i++) {
      RoundRecord was = at(recorded, i);
      RoundRecord now = at(other, i);
      lines.add(
          row(
              String.valueOf(i + 1),
              was == null ? "" : Quantities.percent(was.evalAccuracy()),
              now == null ? "" : Quantities.percent(now.evalAccuracy()),
              was == null ? "" : Quantities.decimal(loss(was)),
              now == null ? "" : Quantities.decimal(loss(now)),
              now == null ? "" : String.valueOf(now.contributed())));
    }
    lines.addAll(terminal.lines(closing()));
    return lines;
  }

  /** The last round's: of evaluation, where it is known, else of training. */
  private static @Nullable Double loss(RoundRecord round) {
    return round.evalLoss() != null ? round.evalLoss() : round.trainLoss();
  }

  private String closing() {
    Double was = last(recorded);
    Double now = last(other);
    String change =
        was == null || now == null
            ? ""
            : String.format(Locale.ROOT, ", %+.1f points", 100 * (now - was));
    return "With %s and the same participation: accuracy %s after %s, recorded %s after %s%s."
        .formatted(
            settings,
            Quantities.percent(now),
            Quantities.count(other.size(), "round"),
            Quantities.percent(was),
            Quantities.count(recorded.size(), "round"),
            change);
  }

  private static @Nullable Double last(List<RoundRecord> rounds) {
    return rounds.isEmpty() ? null : rounds.get(rounds.size() - 1).evalAccuracy();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%6s  %9s  %9s  %9s  %9s  %9s", cells).stripTrailing();
  }

  /** An object a round. */
  List<ObjectNode> json() {
    ObjectMapper mapper = new ObjectMapper();
    List<ObjectNode> lines = new ArrayList<>();
    for (int i = 0; i < length(); i++) {
      ObjectNode line = mapper.createObjectNode().put("type", "what-if").put("round", i + 1);
      put(line.putObject("recorded"), at(recorded, i));
      put(line.putObject("other"), at(other, i));
      lines.add(line);
    }
    return lines;
  }

  private static void put(ObjectNode to, @Nullable RoundRecord round) {
    if (round != null) {
      to.put("eval_accuracy", round.evalAccuracy())
          .put("eval_loss", round.evalLoss())
          .put("train_loss", round.trainLoss())
          .put("contributed", round.contributed())
          .put("digest", round.digest());
    }
  }
}
