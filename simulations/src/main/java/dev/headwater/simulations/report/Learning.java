package dev.headwater.simulations.report;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunDetails.RoundSpread;
import dev.headwater.simulations.output.Spread;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accuracy and loss by round. */
final class Learning {
  private final RunDetails details;
  private final List<RoundRecord> rounds;
  private final Map<Integer, Spread> spreads = new HashMap<>();

  Learning(RunDetails details, List<RoundRecord> rounds) {
    this.details = details;
    this.rounds = rounds;
    for (RoundSpread spread : details.spreads()) {
      spreads.put(spread.round(), spread.accuracy());
    }
  }

  String html() {
    if (rounds.isEmpty()) {
      return Html.section(
          "learning",
          "Accuracy and loss",
          Html.about("No round ended, so there is nothing to show."));
    }
    return "<div class=\"pair\">\n" + accuracy() + loss() + "</div>\n" + table();
  }

  private String accuracy() {
    String body;
    List<Double> known = known(RoundRecord::evalAccuracy);
    if (known.isEmpty()) {
      body =
          Html.about(
              "Accuracy was not measured: there was no test set and no client was asked to score.");
    } else {
      String words =
          "%s, measured on %s.".formatted(fromTo(known, Quantities::percent), details.scoredOn());
      String band =
          banded() ? " The band holds the middle half of the clients' own accuracies." : "";
      body =
          Html.about(words + band)
              + Html.canvas("accuracy", "Line chart of accuracy by round. " + words, 300);
    }
    return Html.section("accuracy", "Accuracy by round", body);
  }

  private String loss() {
    List<Double> scored = known(RoundRecord::evalLoss);
    List<Double> trained = known(RoundRecord::trainLoss);
    List<Double> shown = scored.isEmpty() ? trained : scored;
    if (shown.isEmpty()) {
      return Html.section("loss", "Loss by round", Html.about("No loss was reported."));
    }
    String words =
        "%s, mean cross-entropy %s."
            .formatted(
                fromTo(shown, Quantities::decimal),
                scored.isEmpty() ? "in training" : "on " + details.scoredOn());
    return Html.section(
        "loss",
        "Loss by round",
        Html.about(words) + Html.canvas("loss", "Line chart of loss by round. " + words, 300));
  }

  private String fromTo(List<Double> values, Function<Double, String> words) {
    String last = words.apply(values.get(values.size() - 1));
    if (values.size() == 1) {
      return last + (rounds.size() == 1 ? " after one round" : " in the one round that knows it");
    }
    return "From %s to %s".formatted(words.apply(values.get(0)), last);
  }

  private List<Double> known(Function<RoundRecord, @Nullable Double> value) {
    return rounds.stream().map(value).filter(Objects::nonNull).toList();
  }

  /** After a run went on for a round or two there are scores of the last ones alone: specks. */
  private boolean banded() {
    IntSummaryStatistics scored =
        spreads.keySet().stream().mapToInt(Integer::intValue).summaryStatistics();
    return spreads.size() > 1 && 2 * (scored.getMax() - scored.getMin()) >= rounds.size() - 1;
  }

  private String table() {
    Table table =
        new Table(
            "round-table",
            "Every round",
            "#Round",
            "#Accuracy",
            "#Loss",
            "#Training loss",
            "#Counted",
            "#Asked",
            "#Refused",
            "#Examples",
            "#Up",
            "#Down",
            "#Time");
    for (RoundRecord round : rounds) {
      table.row(
          Quantities.count(round.round()),
          Quantities.percent(round.evalAccuracy()),
          Quantities.decimal(round.evalLoss()),
          Quantities.decimal(round.trainLoss()),
          Quantities.count(round.contributed()),
          Quantities.count(round.cohort()),
          Quantities.count(round.refused()),
          Quantities.count(round.numExamples()),
          Quantities.bytes(round.bytesUp()),
          Quantities.bytes(round.bytesDown()),
          Quantities.seconds(round.seconds()));
    }
    return Html.section(
        "rounds", "Rounds in numbers", Html.details("Show every round", table.html()));
  }

  /** Adds the charts' data. */
  void data(Map<String, Object> data) {
    data.put("rounds", rounds.stream().map(RoundRecord::round).toList());
    data.put("accuracy", rounds.stream().map(RoundRecord::evalAccuracy).toList());
    data.put("evalLoss", rounds.stream().map(RoundRecord::evalLoss).toList());
    data.put("trainLoss", rounds.stream().map(RoundRecord::trainLoss).toList());
    if (banded()) {
      data.put("lower", spread(Spread::lowerQuartile));
      data.put("median", spread(Spread::median));
      data.put("upper", spread(Spread::upperQuartile));
    }
  }

  private List<@Nullable Double> spread(Function<Spread, Double> value) {
    return rounds.stream()
        .map(round -> spreads.get(round.round()))
        .<@Nullable Double>map(spread -> spread == null ? null : value.apply(spread))
        .toList();
  }
}
