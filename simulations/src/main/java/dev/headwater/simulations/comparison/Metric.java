package dev.headwater.simulations.comparison;

import dev.headwater.simulations.output.text.Quantities;
import java.util.List;
import java.util.Locale;

/** What runs are compared by. */
public enum Metric {
  /** The accuracy after the last round: more is better. */
  ACCURACY("final accuracy", 1),
  /** The rounds until the target was reached: fewer are better. */
  ROUNDS_TO_TARGET("rounds to the target", -1);

  private final String words;
  private final int sign;

  Metric(String words, int sign) {
    this.words = words;
    this.sign = sign;
  }

  /**
   * {@return the rounds to the target if all runs reached the same one, else the accuracy}
   *
   * @param groups with at least one run each
   */
  public static Metric of(List<Group> groups) {
    String first = groups.get(0).target();
    boolean all =
        first != null
            && groups.stream()
                .allMatch(
                    group ->
                        first.equals(group.target()) && group.reached() == group.trials().size());
    return all ? ROUNDS_TO_TARGET : ACCURACY;
  }

  /** {@return the name in a sentence} */
  public String words() {
    return words;
  }

  /** {@return a run's figure, NaN if it has none} */
  double of(Trial trial) {
    return this == ACCURACY ? trial.accuracy() : trial.roundsToTarget();
  }

  /** {@return by how much {@code a} is better than {@code b}} */
  double gain(Trial a, Trial b) {
    double gain = sign * (of(a) - of(b));
    return gain == 0 ? 0 : gain; // never -0.0
  }

  /** {@return such as {@code 1.2 points} or {@code 4.0 rounds}} */
  String amount(double gain) {
    return number(gain) + (this == ACCURACY ? " points" : " rounds");
  }

  /** {@return such as {@code 1.2}, in the unit of {@link #amount}} */
  String number(double gain) {
    String text = String.format(Locale.ROOT, "%.1f", this == ACCURACY ? 100 * gain : gain);
    return text.equals("-0.0") ? "0.0" : text;
  }

  /** {@return a figure itself: {@code 87.1 %} or {@code 12.3 rounds}} */
  String figure(double value) {
    return this == ACCURACY ? Quantities.percent(value) : amount(value);
  }
}
