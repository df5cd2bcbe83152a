package dev.headwater.simulations.report.clients;

import dev.headwater.simulations.output.RunDetails.Score;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accuracies by class or by client, best first; those without examples are omitted. */
final class Scores {
  /** Up to this number every bar has its name. */
  static final int NAMED_BARS = 30;

  private static final int BINS = 20;
  private static final int NAMED = 3;

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

  /** {@code Best: one with 98.0 %. Worst: two and three with 73.3 %.} */
  String extremes() {
    String best = percent(sorted.get(0));
    String worst = percent(sorted.get(sorted.size() - 1));
    return best.equals(worst) && sorted.size() > 1
        ? "All %d have %s.".formatted(sorted.size(), best)
        : "Best: %s with %s. Worst: %s with %s.".formatted(with(best), best, with(worst), worst);
  }

  /** Those that are shown with this accuracy, by name; at most three of them. */
  private String with(String accuracy) {
    List<String> names =
        sorted.stream().filter(s -> percent(s).equals(accuracy)).map(Score::name).toList();
    int more = names.size() - NAMED;
    List<String> parts = new ArrayList<>(names.subList(0, Math.min(NAMED, names.size())));
    if (more > 0) {
      parts.add(more + " more");
    }
    int last = parts.size() - 1;
    return last == 0
        ? parts.get(0)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  private static String percent(Score score) {
    return Quantities.percent(score.accuracy());
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
