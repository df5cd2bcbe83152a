package dev.headwater.simulations.arena.matrix;

import dev.headwater.simulations.arena.Figure;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every attack against every aggregator: final accuracy over the seeds.
 *
 * @param rules the aggregators, as {@code --aggregator} takes them; the first one is the mean
 * @param clean accuracy of each where nobody attacks, in the order of {@code rules}
 * @param attacks a row for each attack
 */
public record AttackMatrix(List<String> rules, List<Figure> clean, List<Row> attacks) {

  /**
   * One attack.
   *
   * @param name as {@code --attack} takes it
   * @param words what attackers do
   * @param accuracy under each aggregator
   * @param success success rate of a backdoor under each aggregator, over the seeds; null for other
   *     attacks
   * @param before the same of heads that nobody attacked; null for other attacks
   */
  public record Row(
      String name,
      String words,
      List<Figure> accuracy,
      @Nullable List<Figure> success,
      @Nullable List<Figure> before) {

    /**
     * Copies the lists.
     *
     * @param name as {@code --attack} takes it
     * @param words what attackers do
     * @param accuracy one for each aggregator
     * @param success one for each aggregator, or null
     * @param before one for each aggregator, or null
     */
    public Row {
      accuracy = List.copyOf(accuracy);
      success = success == null ? null : List.copyOf(success);
      before = before == null ? null : List.copyOf(before);
    }

    /** {@return the aggregator that keeps most, the first of equal ones} */
    public int best() {
      int best = 0;
      for (int rule = 1; rule < accuracy.size(); rule++) {
        if (accuracy.get(rule).mean() > accuracy.get(best).mean()) {
          best = rule;
        }
      }
      return best;
    }
  }

  /**
   * A matrix; the lists are copied.
   *
   * @param rules at least one
   * @param clean one for each of them
   * @param attacks with as many figures each
   */
  public AttackMatrix {
    rules = List.copyOf(rules);
    clean = List.copyOf(clean);
    attacks = List.copyOf(attacks);
  }

  /** {@return accuracy of the mean where nobody attacks, in [0, 1]: what all are compared with} */
  public double unharmed() {
    return clean.get(0).mean();
  }

  /**
   * {@return percentage points below {@link #unharmed}; negative above it}
   *
   * @param figure an accuracy of this matrix
   */
  public double lost(Figure figure) {
    return 100 * (unharmed() - figure.mean());
  }

  /**
   * {@return points with one decimal, never {@code -0.0}}
   *
   * @param points of any sign
   */
  public static String shown(double points) {
    String text = String.format(Locale.ROOT, "%.1f", points);
    return text.equals("-0.0") ? "0.0" : text;
  }

  /**
   * {@return the most points that an aggregator loses under any attack}
   *
   * @param rule its position
   */
  public double worst(int rule) {
    return attacks.stream().mapToDouble(row -> lost(row.accuracy().get(rule))).max().orElse(0);
  }

  /** {@return the aggregator that loses least under its worst attack, the first of equal ones} */
  public int steadiest() {
    int best = 0;
    for (int rule = 1; rule < rules.size(); rule++) {
      if (worst(rule) < worst(best)) {
        best = rule;
      }
    }
    return best;
  }
}
