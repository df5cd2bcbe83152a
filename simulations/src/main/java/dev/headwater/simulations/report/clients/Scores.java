package dev.headwater.simulations.report.clients;

import dev.headwater.simulations.output.RunDetails.Score;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Table;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accuracies by class or by client, best first; those without examples are omitted. */
final class Scores {
  /** Up to this number every bar has its name. */
  static final int NAMED_BARS = 30;

  private static final int BINS = 20;

  private final List<Score> sorted;

  Scores(List<Score> scores) {
    this.sorted =
        scores.stream()
            .filter(score -> score.total() > 0)
            .sorted(
                Comparator.comparingDouble(Score::accuracy).reversed().thenComparing(Score::name))
            .toList();
  }

  List<Score> bestFirst() {
    return sorted;
  }

  List<Score> worst(int n) {
    return sorted.subList(Math.max(0, sorted.size() - n), sorted.size()).stream()
        .sorted(Comparator.comparingDouble(Score::accuracy).thenComparing(Score::name))
        .toList();
  }

  double[] accuracies() {
    return sorted.stream().mapToDouble(Score::accuracy).toArray();
  }

  /** Number of scores in each of 20 bins of [0, 1]; 1 belongs to the last. */
  int[] histogram() {
    int[] bins = new int[BINS];
    for (Score score : sorted) {
      bins[Math.min(BINS - 1, (int) (score.correct() * BINS / score.total()))]++;
    }
    return bins;
  }

  Map<String, Object> bars(String axis) {
    Map<String, Object> bars = new LinkedHashMap<>();
    bars.put("axis", axis);
    bars.put("names", sorted.stream().map(Score::name).toList());
    bars.put("accuracy", accuracies());
    bars.put("correct", sorted.stream().map(Score::correct).toList());
    bars.put("total", sorted.stream().map(Score::total).toList());
    return bars;
  }

  /** Pixels for {@link #bars}. */
  int height() {
    return sorted.size() > NAMED_BARS ? 300 : 60 + 24 * Math.max(2, sorted.size());
  }

  static String table(String id, String caption, String what, List<Score> scores) {
    Table table = new Table(id, caption, what, "#Accuracy", "#Right", "#Examples");
    for (Score score : scores) {
      table.row(
          score.name(),
          Quantities.percent(score.accuracy()),
          Quantities.count(score.correct()),
          Quantities.count(score.total()));
    }
    return table.html();
  }
}
