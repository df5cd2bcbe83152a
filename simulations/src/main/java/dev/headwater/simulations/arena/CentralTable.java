package dev.headwater.simulations.arena;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.closed.ExactSoftmax;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Exact softmax regression over clients beside central training to convergence on the same examples
 * in one place, at the same l2: how far the objective is from its minimum, both accuracies, and
 * what the federated run costs.
 */
public final class CentralTable {
  /**
   * Norm of the gradient g where central training ends: its objective is at most |g|^2 / (2 l2)
   * above the minimum, 5e-8 at an l2 of 1e-3.
   */
  private static final double CONVERGED = 1e-5;

  private CentralTable() {}

  /** One seed's split at one l2. */
  private record Pair(double gap, double federated, double central, double distance) {}

  /**
   * {@return the table, a row for each l2; gap and difference are the largest of the seeds}
   *
   * @param arena the runs; its rounds are not asked, the strategy ends by itself
   * @param l2s finite and above 0
   * @throws IllegalArgumentException for another l2
   * @throws InterruptedException if this thread is interrupted
   */
  public static MarkdownTable of(Arena arena, List<Double> l2s) throws InterruptedException {
    List<Arena.Cell> cells = new ArrayList<>();
    for (double l2 : l2s) {
      ExactSoftmax strategy = new ExactSoftmax(l2);
      cells.add(Arena.Cell.local(run -> run.strategy(strategy).rounds(strategy.usualRounds())));
    }
    List<Arena.Outcome> outcomes = arena.outcomes(cells);
    List<List<Pair>> pairs = new ArrayList<>();
    l2s.forEach(l2 -> pairs.add(new ArrayList<>()));
    for (int s = 0; s < arena.splits().size(); s++) {
      Arena.Seeded split = arena.splits().get(s);
      CentralSoftmax central = central(split);
      for (int r = 0; r < l2s.size(); r++) {
        pairs.get(r).add(pair(split, central, l2s.get(r), outcomes.get(r).heads().get(s)));
      }
    }
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "l2",
                "objective above the minimum",
                "accuracy",
                "central training",
                "largest difference",
                "rounds",
                "seconds",
                "MB up"));
    for (int r = 0; r < l2s.size(); r++) {
      table.row(line(l2s.get(r), outcomes.get(r), pairs.get(r)));
    }
    return table;
  }

  private static CentralSoftmax central(Arena.Seeded split) {
    List<Examples> parts =
        split.data().clients().values().stream().map(ClientExamples::train).toList();
    return new CentralSoftmax(parts, split.data().labels().size());
  }

  private static Pair pair(Arena.Seeded split, CentralSoftmax central, double l2, Parameters head) {
    double[] minimum = central.minimum(l2, CONVERGED);
    double gap = central.objective(central.widened(head), l2) - central.objective(minimum, l2);
    double federated = split.score(head).accuracy();
    double reference = split.score(central.rounded(minimum)).accuracy();
    return new Pair(gap, federated, reference, Math.abs(federated - reference));
  }

  private static List<String> line(double l2, Arena.Outcome outcome, List<Pair> pairs) {
    return List.of(
        number("%s", l2),
        number("%.1e", pairs.stream().mapToDouble(Pair::gap).max().orElse(Double.NaN)),
        Figure.of(pairs.stream().map(Pair::federated).toList()).toString(),
        Figure.of(pairs.stream().map(Pair::central).toList()).toString(),
        number("%.2f", 100 * pairs.stream().mapToDouble(Pair::distance).max().orElse(Double.NaN)),
        number("%.0f", outcome.rounds()),
        number("%.1f", outcome.seconds()),
        number("%.0f", outcome.bytesUp() / 1e6));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
