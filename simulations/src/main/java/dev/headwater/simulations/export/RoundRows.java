package dev.headwater.simulations.export;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.Spread;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A row a round. */
final class RoundRows {
  static final List<String> COLUMNS =
      List.of(
          "round",
          "cohort",
          "contributed",
          "refused",
          "train_loss",
          "eval_loss",
          "eval_accuracy",
          "personal_accuracy",
          "client_accuracy_mean",
          "client_accuracy_worst_tenth",
          "client_accuracy_min",
          "client_accuracy_lower_quartile",
          "client_accuracy_median",
          "client_accuracy_upper_quartile",
          "client_accuracy_max",
          "num_examples",
          "bytes_up",
          "bytes_down",
          "seconds",
          "epsilon",
          "delta",
          "aborted",
          "digest");

  private RoundRows() {}

  static Stream<Map<String, @Nullable Object>> of(RecordedRun run) {
    Map<Integer, Spread> spreads = new HashMap<>();
    RunDetails details = run.details();
    if (details != null) {
      details.spreads().forEach(spread -> spreads.put(spread.round(), spread.accuracy()));
    }
    return run.rounds().stream().map(round -> row(round, spreads.get(round.round())));
  }

  private static Map<String, @Nullable Object> row(RoundRecord round, @Nullable Spread spread) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("round", round.round());
    row.put("cohort", round.cohort());
    row.put("contributed", round.contributed());
    row.put("refused", round.refused());
    row.put("train_loss", round.trainLoss());
    row.put("eval_loss", round.evalLoss());
    row.put("eval_accuracy", round.evalAccuracy());
    row.put("personal_accuracy", round.personalAccuracy());
    row.put("client_accuracy_mean", spread == null ? null : spread.mean());
    row.put("client_accuracy_worst_tenth", spread == null ? null : spread.worstTenth());
    row.put("client_accuracy_min", spread == null ? null : spread.min());
    row.put("client_accuracy_lower_quartile", spread == null ? null : spread.lowerQuartile());
    row.put("client_accuracy_median", spread == null ? null : spread.median());
    row.put("client_accuracy_upper_quartile", spread == null ? null : spread.upperQuartile());
    row.put("client_accuracy_max", spread == null ? null : spread.max());
    row.put("num_examples", round.numExamples());
    row.put("bytes_up", round.bytesUp());
    row.put("bytes_down", round.bytesDown());
    row.put("seconds", round.seconds());
    row.put("epsilon", round.epsilon());
    row.put("delta", round.delta());
    row.put("aborted", round.aborted());
    row.put("digest", round.digest());
    return row;
  }
}
