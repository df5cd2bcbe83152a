package dev.headwater.simulations.tracking;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.origin.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a run a tracking server is told. Of a run under a promise it gets what is computed from
 * the models alone: no counts of clients or examples, no times, no losses of training.
 *
 * @param facts of the run
 * @param promised whether the run promises privacy
 */
record TrackedRun(RunFacts facts, boolean promised) {
  /** The server refuses longer ones. */
  private static final int MOST_VALUE = 500;

  /** Of a promised run these say who takes part, or what the noise is drawn from. */
  private static final Set<String> OPERATORS =
      Set.of("seed", "clients", "min-clients", "data", "test-data", "without", "user-clients");

  Map<String, String> params() {
    Map<String, String> params = new LinkedHashMap<>();
    facts
        .config()
        .forEach(
            (key, value) -> {
              if (!promised || !OPERATORS.contains(key)) {
                params.put(key, shown(value));
              }
            });
    return params;
  }

  /** Paths say more about the machine than about the run: the last name is enough. */
  private static String shown(Object value) {
    String text =
        value instanceof Collection<?> all
            ? String.join(",", all.stream().map(String::valueOf).toList())
            : value.toString();
    String last = text.startsWith("/") ? text.substring(text.lastIndexOf('/') + 1) : text;
    return last.substring(0, Math.min(MOST_VALUE, last.length()));
  }

  Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("headwater.version", facts.version());
    tags.put("headwater.strategy", facts.strategy());
    Origin origin = facts.origin();
    if (origin != null) {
      tags.put("headwater.commit", origin.environment().commit());
      tags.put("headwater.java", origin.environment().java());
    }
    return tags;
  }

  List<Map<String, Object>> metrics(RoundRecord round, long millis) {
    Map<String, @Nullable Number> values = new LinkedHashMap<>();
    values.put("eval_accuracy", round.evalAccuracy());
    values.put("eval_loss", round.evalLoss());
    values.put("epsilon", round.epsilon());
    if (!promised) {
      values.put("train_loss", round.trainLoss());
      values.put("personal_accuracy", round.personalAccuracy());
      values.put("cohort", round.cohort());
      values.put("contributed", round.contributed());
      values.put("refused", round.refused());
      values.put("num_examples", round.numExamples());
      values.put("bytes_up", round.bytesUp());
      values.put("bytes_down", round.bytesDown());
      values.put("seconds", round.seconds());
    }
    List<Map<String, Object>> metrics = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          if (value != null) {
            metrics.add(
                Map.of("key", key, "value", value, "timestamp", millis, "step", round.round()));
          }
        });
    return metrics;
  }

  List<String> files() {
    return promised
        ? List.of("head.safetensors")
        : List.of(
            RunFolder.CONFIG,
            RunFolder.SUMMARY,
            RunFolder.ROUNDS,
            RunFolder.REPORT,
            "head.safetensors");
  }

  /** The server's word for how a run ended. */
  static String status(RunOutcome outcome) {
    return switch (outcome) {
      case DONE, TARGET_REACHED, NO_IMPROVEMENT, BUDGET_SPENT -> "FINISHED";
      case INTERRUPTED -> "KILLED";
      case FAILED, QUORUM_NOT_MET -> "FAILED";
    };
  }
}
