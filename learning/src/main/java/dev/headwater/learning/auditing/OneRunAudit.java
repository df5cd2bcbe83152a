package dev.headwater.learning.auditing;

/**
 * Lower bounds on epsilon from one run (Steinke, Nasr and Jagielski, "Privacy Auditing with One (1)
 * Training Run", 2023). Each of {@code m} canaries is included by an independent fair coin; an
 * observer guesses {@code r} of the coins, {@code v} of them correctly. If the run is (epsilon,
 * delta) differentially private with respect to one canary, then (theorem 5.2, in the form of
 * corollary 5.4 for guesses with abstentions)
 *
 * <pre>
 * P[at least v right] &lt;= f(v) + 2 m delta max_{1 &lt;= i &lt;= v} (f(v - i) - f(v)) / i
 * f(v) = P[Binomial(r, e^epsilon / (1 + e^epsilon)) &gt;= v]
 * </pre>
 *
 * <p>Guarantee: if coins are fair and independent, and nothing but the run's output is used to
 * guess, the bound at a confidence is above the true epsilon with probability at most {@code 1 -
 * confidence}. The reverse does not hold: a low bound means that this observer found little, not
 * that the run leaks little.
 */
public final class OneRunAudit {
  /** No number of canaries can show odds of e^60 : 1. */
  private static final double LARGEST_EPSILON = 60;

  private static final int HALVINGS = 60;

  private OneRunAudit() {}

  /**
   * {@return a bound on the probability of {@code correct} or more correct guesses under (epsilon,
   * delta)-DP, in [0, 1]}
   *
   * @param canaries m, at least 1
   * @param guesses r, at most m: the rest are abstentions
   * @param correct v, at most r
   * @param epsilon at least 0
   * @param delta in [0, 1]
   * @throws IllegalArgumentException for figures outside their ranges
   */
  public static double pValue(
      int canaries, int guesses, int correct, double epsilon, double delta) {
    check(canaries, guesses, correct, delta);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon: %s (expected: at least 0)".formatted(epsilon));
    }
    return pValue(canaries, correct, delta, new BinomialLaw(guesses, epsilon));
  }

  private static double pValue(int canaries, int correct, double delta, BinomialLaw law) {
    double tail = law.atLeast(correct);
    if (delta == 0) {
      return Math.min(1, tail);
    }
    double steepest = 0;
    double between = 0;
    for (int i = 1; i <= correct; i++) {
      between += law.probability(correct - i);
      steepest = Math.max(steepest, between / i);
    }
    return Math.min(1, tail + 2.0 * canaries * delta * steepest);
  }

  /**
   * {@return the largest epsilon that the guesses refute at this confidence, rounded down; 0 where
   * they refute none, never above 60}
   *
   * @param canaries m, at least 1
   * @param guesses r, at most m: the rest are abstentions
   * @param correct v, at most r
   * @param delta in [0, 1]
   * @param confidence in [0.5, 1)
   * @throws IllegalArgumentException for figures outside their ranges
   */
  public static double epsilonLowerBound(
      int canaries, int guesses, int correct, double delta, double confidence) {
    check(canaries, guesses, correct, delta);
    if (!(confidence >= 0.5 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence: %s (expected: at least 0.5 and below 1)".formatted(confidence));
    }
    double allowed = 1 - confidence;
    if (pValue(canaries, guesses, correct, 0, delta) > allowed) {
      return 0;
    }
    double refuted = 0;
    double kept = LARGEST_EPSILON;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (refuted + kept) / 2;
      if (pValue(canaries, guesses, correct, middle, delta) <= allowed) {
        refuted = middle;
      } else {
        kept = middle;
      }
    }
    return refuted;
  }

  private static void check(int canaries, int guesses, int correct, double delta) {
    if (canaries < 1 || guesses < 0 || guesses > canaries || correct < 0 || correct > guesses) {
      throw new IllegalArgumentException(
          "audit: %d right of %d guesses about %d canaries (expected: at least 1 canary, no more guesses than canaries, no more right ones than guesses)"
              .formatted(correct, guesses, canaries));
    }
    if (!(delta >= 0 && delta <= 1)) {
      throw new IllegalArgumentException("delta: %s (expected: 0 to 1)".formatted(delta));
    }
  }
}
