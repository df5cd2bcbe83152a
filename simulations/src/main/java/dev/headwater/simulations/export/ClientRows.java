package dev.headwater.simulations.export;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.clients.ClientRound;
import dev.headwater.simulations.output.clients.ClientScore;
import dev.headwater.simulations.output.clients.ClientStatus;
import dev.headwater.simulations.output.clients.ClientsFile;
import dev.headwater.simulations.output.text.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A row for every client that a round asked or scored, in the order of the rounds, then of the
 * names. Two readings of the file: that an answer was late stands in the line of a later round.
 */
final class ClientRows {
  static final List<String> COLUMNS =
      List.of(
          "round",
          "client",
          "status",
          "reason",
          "answer_seconds",
          "train_examples",
          "held_out_examples",
          "accuracy",
          "loss",
          "personal_accuracy");

  private final RecordedRun run;
  private final Map<Integer, Map<String, Double>> late = new HashMap<>();
  private final Map<String, Long> examples = new HashMap<>();

  ClientRows(RecordedRun run) {
    this.run = run;
    RunDetails details = run.details();
    if (details != null) {
      details
          .facts()
          .labelCounts()
          .forEach((client, counts) -> examples.put(client, (long) Arrays.stream(counts).sum()));
    }
    ClientsFile.read(
        run.dir(),
        round ->
            round
                .late()
                .forEach(
                    answer ->
                        late.computeIfAbsent(answer.round(), any -> new HashMap<>())
                            .put(answer.client(), answer.seconds())));
  }

  void forEach(Consumer<Map<String, @Nullable Object>> each) {
    ClientsFile.read(run.dir(), round -> rows(round, each));
  }

  private void rows(ClientRound round, Consumer<Map<String, @Nullable Object>> each) {
    Map<String, Double> lateNow = late.getOrDefault(round.round(), Map.of());
    Set<String> asked = new TreeSet<>(round.asked());
    Set<String> all = new TreeSet<>(asked);
    all.addAll(round.scores().keySet());
    for (String client : all) {
      Double lateSeconds = lateNow.get(client);
      ClientScore score = round.scores().get(client);
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("round", round.round());
      row.put("client", client);
      row.put("status", status(round, client, asked.contains(client), lateSeconds != null));
      row.put("reason", round.refused().get(client));
      row.put("answer_seconds", lateSeconds == null ? round.seconds().get(client) : lateSeconds);
      row.put("train_examples", examples.get(client));
      row.put("held_out_examples", score == null ? null : score.examples());
      row.put("accuracy", score == null ? null : score.accuracy());
      row.put("loss", score == null ? null : Json.finite(score.loss()));
      row.put("personal_accuracy", score == null ? null : score.personalAccuracy());
      each.accept(row);
    }
  }

  private static String status(ClientRound round, String client, boolean asked, boolean late) {
    if (!asked) {
      return "not asked";
    }
    ClientStatus status = round.status(client);
    return (late && status == ClientStatus.MISSING ? ClientStatus.LATE : status).word();
  }
}
