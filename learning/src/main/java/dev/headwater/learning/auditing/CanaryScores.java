package dev.headwater.learning.auditing;

/**
 * An observer's score for each canary, accumulated over rounds: the log-likelihood ratio of "in"
 * against "out", which is optimal (Neyman and Pearson 1933). With the component x of a sum along
 * the canary's direction, noise of deviation s, a step c and a probability q of being sampled,
 *
 * <pre>
 * score += log(1 - q + q exp((x c - c^2 / 2) / s^2))  less the same for -x where out is OPPOSITE
 * </pre>
 *
 * <p>Exact where every canary has its own coordinate. Otherwise the other canaries' steps act as
 * additional noise; any score gives a valid audit. Not thread-safe.
 */
public final class CanaryScores {
  /**
   * Without noise the ratio is unbounded; noise of this share of the step bounds it and keeps the
   * order.
   */
  private static final double LEAST_NOISE = 1e-6;

  private final Canaries canaries;
  private final double[] scores;

  /**
   * Scores before the first round, all 0.
   *
   * @param canaries whose presence is scored
   */
  public CanaryScores(Canaries canaries) {
    this.canaries = canaries;
    this.scores = new double[canaries.count()];
  }

  /**
   * One round's sum.
   *
   * @param sum {@code [d]}, with its noise
   * @param step what a canary adds in its direction, above 0: clipping norm times weight
   * @param deviation of the noise on every value
   * @param rate probability that a canary is sampled, in (0, 1]
   */
  public void observe(double[] sum, double step, double deviation, double rate) {
    double variance = deviation * deviation;
    if (!canaries.coordinates()) {
      variance += rate * canaries.count() * step * step / canaries.dimension();
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] += ratio(canaries.project(i, sum), step, variance, rate);
    }
  }

  /**
   * One round's sum, by an observer who knows which canaries were asked.
   *
   * @param asked their numbers, from 0 to m - 1
   * @param sum {@code [d]}, with its noise
   * @param step what a canary adds in its direction, above 0: clipping norm times weight
   * @param deviation of the noise on every value
   */
  public void observeThese(int[] asked, double[] sum, double step, double deviation) {
    double variance = deviation * deviation;
    if (!canaries.coordinates()) {
      variance += asked.length * step * step / canaries.dimension();
    }
    for (int i : asked) {
      scores[i] += ratio(canaries.project(i, sum), step, variance, 1);
    }
  }

  /**
   * Scores one canary from its own upload.
   *
   * @param canary from 0 to m - 1
   * @param component of its noised vector, along its direction
   * @param step what it adds in its direction, above 0
   * @param deviation of the noise on every value
   */
  public void observeAlone(int canary, double component, double step, double deviation) {
    scores[canary] += ratio(component, step, deviation * deviation, 1);
  }

  private double ratio(double x, double step, double variance, double rate) {
    double floor = LEAST_NOISE * step * LEAST_NOISE * step;
    double noise = Math.max(variance, floor);
    double in = mixed((x * step - step * step / 2) / noise, rate);
    return canaries.out() == Canaries.Out.ABSENT
        ? in
        : in - mixed((-x * step - step * step / 2) / noise, rate);
  }

  /** {@code log(1 - q + q e^t)}. */
  private static double mixed(double t, double rate) {
    return t > 0
        ? t + Math.log(rate + (1 - rate) * Math.exp(-t))
        : Math.log1p(rate * Math.expm1(t));
  }

  /** {@return scores by canary, {@code [m]}, a copy; higher means more likely in} */
  public double[] toArray() {
    return scores.clone();
  }
}
