package dev.headwater.simulations.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RecordsTest {
  private static final List<String> CLIENTS = List.of("a", "b", "c");

  private static JsonNode tree(Object value) throws Exception {
    return new ObjectMapper().readTree(Json.line(value));
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static RoundReport scored(int round, long right) {
    Evaluation test = new Evaluation(5, List.of(right, 2L), List.of(6L, 4L));
    return SampleRun.report(round, CLIENTS, 1, test, new TreeMap<>(), 0.5);
  }

  @Test
  void roundHasExactlyThePromisedKeysInOrder() throws Exception {
    assertThat(keys(tree(RoundRecord.of(scored(1, 5)))))
        .containsExactly(
            "type",
            "format",
            "round",
            "cohort",
            "contributed",
            "refused",
            "train_loss",
            "eval_loss",
            "eval_accuracy",
            "num_examples",
            "bytes_up",
            "bytes_down",
            "seconds",
            "epsilon",
            "delta",
            "digest");
  }

  @Test
  void roundTellsWhatTheReportSays() throws Exception {
    RoundReport report = scored(2, 5);
    JsonNode round = tree(RoundRecord.of(report));
    assertThat(round.get("type").asText()).isEqualTo("round");
    assertThat(round.get("format").intValue()).isEqualTo(1);
    assertThat(round.get("round").asInt()).isEqualTo(2);
    assertThat(round.get("cohort").asInt()).isEqualTo(3);
    assertThat(round.get("contributed").asInt()).isEqualTo(2);
    assertThat(round.get("refused").asInt()).isEqualTo(1);
    assertThat(round.get("train_loss").asDouble()).isEqualTo(0.5);
    assertThat(round.get("eval_loss").asDouble()).isEqualTo(0.5);
    assertThat(round.get("eval_accuracy").asDouble()).isEqualTo(0.7);
    assertThat(round.get("num_examples").asInt()).isEqualTo(20);
    assertThat(round.get("bytes_up").asInt()).isEqualTo(2000);
    assertThat(round.get("bytes_down").asInt()).isEqualTo(3300);
    assertThat(round.get("seconds").asDouble()).isEqualTo(0.5);
    assertThat(round.get("epsilon").isNull()).isTrue();
    assertThat(round.get("delta").isNull()).isTrue();
    assertThat(round.get("digest").asText()).isEqualTo(report.digest());
  }

  @Test
  void numbersThatAreNotKnownAreNullAndNeverNaN() throws Exception {
    RoundReport nobody = SampleRun.report(1, CLIENTS, 3, null, new TreeMap<>(), 0.5);
    assertThat(nobody.aggregate().trainLoss()).isNaN();
    String line = Json.line(RoundRecord.of(nobody));
    assertThat(line).doesNotContain("NaN").contains("\"train_loss\":null");

    Evaluation ofNothing = Evaluation.empty(2);
    RoundReport empty = SampleRun.report(1, CLIENTS, 0, ofNothing, new TreeMap<>(), 0.5);
    assertThat(Json.line(RoundRecord.of(empty)))
        .contains("\"eval_loss\":null", "\"eval_accuracy\":null");
  }

  @Test
  void summaryHasExactlyThePromisedKeysAndLeavesOutWhatItCannotKnow() throws Exception {
    SampleRun run = new SampleRun(3, 2, 4);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    List<String> always =
        List.of(
            "type",
            "format",
            "rounds",
            "final_accuracy",
            "best_accuracy",
            "client_updates",
            "client_updates_per_second",
            "out",
            "seed",
            "version",
            "seconds",
            "bytes_up",
            "bytes_down",
            "digest",
            "outcome");
    JsonNode before = tree(history.summary(RunOutcome.QUORUM_NOT_MET, "", null));
    assertThat(keys(before)).isEqualTo(always);
    assertThat(before.get("outcome").asText()).isEqualTo("quorum not met");
    assertThat(before.get("client_updates_per_second").isNull()).isTrue();
    assertThat(before.get("digest").isNull()).isTrue();

    run.reports().forEach(history::onRound);
    JsonNode after = tree(history.summary(RunOutcome.DONE, "runs/x", null));
    List<String> all = new ArrayList<>(always);
    all.addAll(List.of("per_class_accuracy", "client_accuracy"));
    assertThat(keys(after)).isEqualTo(all);
    assertThat(keys(after.get("client_accuracy")))
        .containsExactly(
            "clients",
            "min",
            "lower_quartile",
            "median",
            "upper_quartile",
            "max",
            "mean",
            "worst_tenth");
  }

  /** a: 1 and 3 of 4 are right; b: 2 and 4 of 4, by the global head and by its own. */
  @Test
  void personalScoresAreInTheRoundAndInTheSummaryBesideTheGlobalOnes() throws Exception {
    SortedMap<String, Evaluation> global = new TreeMap<>(Map.of("a", right(1), "b", right(2)));
    SortedMap<String, Evaluation> own = new TreeMap<>(Map.of("a", right(3), "b", right(4)));
    RoundReport plain = SampleRun.report(1, CLIENTS, 0, null, global, 0.5);
    RoundReport report =
        new RoundReport(
            plain.task(), plain.aggregate(), plain.state(), null, global, own, null, 0.5);
    JsonNode round = tree(RoundRecord.of(report));
    assertThat(round.get("personal_accuracy").asDouble()).isEqualTo(0.875);
    assertThat(round.get("eval_accuracy").asDouble()).isEqualTo(0.375);

    RunHistory history = new RunHistory(new SampleRun(3, 2, 2).facts(), SampleRun.CLOCK);
    history.onRound(report);
    SummaryRecord summary = history.summary(RunOutcome.DONE, "runs/x", null);
    assertThat(tree(summary).get("personal_accuracy").get("median").asDouble()).isEqualTo(0.875);
    assertThat(summary.personalWords())
        .isEqualTo(
            "The clients' own heads: median accuracy 87.5 % over 2 clients on their held-out examples; the global head's is 37.5 %.");
    assertThat(Json.read(tree(summary), SummaryRecord.class, SummaryRecord.LEFT_OUT))
        .isEqualTo(summary);
  }

  private static Evaluation right(long of4) {
    return new Evaluation(1, List.of(of4, 0L), List.of(4L, 0L));
  }

  @Test
  void historyAddsUpAndKeepsTheBestApartFromTheLast() {
    RunHistory history = new RunHistory(new SampleRun(3, 2, 2).facts(), SampleRun.CLOCK);
    RoundReport best = scored(1, 6);
    RoundReport last = scored(2, 3);
    history.onRound(best);
    history.onRound(last);
    SummaryRecord summary = history.summary(RunOutcome.INTERRUPTED, "runs/x", null);
    assertThat(summary.rounds()).isEqualTo(2);
    assertThat(summary.bestAccuracy()).isEqualTo(0.8);
    assertThat(summary.finalAccuracy()).isEqualTo(0.5);
    assertThat(summary.clientUpdates()).isEqualTo(4);
    assertThat(summary.seconds()).isEqualTo(1.0);
    assertThat(summary.clientUpdatesPerSecond()).isEqualTo(4.0);
    assertThat(summary.bytesUp()).isEqualTo(4000);
    assertThat(summary.digest()).isEqualTo(last.digest());
    assertThat(summary.perClassAccuracy())
        .containsExactly(Map.entry("class 1", 0.5), Map.entry("class 2", 0.5));
    assertThat(history.details().refusals())
        .containsExactly(
            new RunDetails.Refused(1, "a", "num_examples: 0 (expected: at least 1)"),
            new RunDetails.Refused(2, "a", "num_examples: 0 (expected: at least 1)"));
    assertThat(history.details().clientsSeen()).isEqualTo(2);
  }

  @Test
  void historyKeepsAFewRefusalsAndCountsThemAll() {
    RunHistory history = new RunHistory(new SampleRun(3, 2, 2).facts(), SampleRun.CLOCK);
    for (int round = 1; round <= 300; round++) {
      history.onRound(scored(round, 3));
    }
    assertThat(history.details().refusals()).hasSize(RunHistory.KEPT_REFUSALS);
    assertThat(history.rounds().stream().mapToInt(RoundRecord::refused).sum()).isEqualTo(300);
  }

  @Test
  void jsonLinesAreOneObjectALineInUtf8AndNothingElse() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SampleRun run = new SampleRun(3, List.of("Gänseblümchen", "雛菊"), 2);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.US_ASCII)) {
      JsonLines lines = new JsonLines(out);
      for (RoundReport report : run.reports()) {
        history.onRound(report);
        lines.onRound(report);
      }
      lines.summary(history.summary(RunOutcome.DONE, "runs/x", null));
    }
    List<String> printed = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    List<String> types = new ArrayList<>();
    for (String line : printed) {
      types.add(new ObjectMapper().readTree(line).get("type").asText());
    }
    assertThat(types).containsExactly("round", "round", "summary");
    assertThat(printed.get(2)).contains("Gänseblümchen", "雛菊");
  }
}
