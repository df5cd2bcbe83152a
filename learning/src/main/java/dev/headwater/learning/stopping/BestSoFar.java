package dev.headwater.learning.stopping;

import dev.headwater.learning.evaluation.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * What a run has reached so far, and whether that ends it. A resumed run is shown the rounds of
 * before first, and so ends with the round with which a run without an interruption would. Not
 * thread-safe.
 */
public final class BestSoFar {
  private final Stopping stopping;
  private double best = Double.NEGATIVE_INFINITY;
  private int bestRound;
  private int scored;
  private int scoredAtBest;
  private int reachedIn;

  BestSoFar(Stopping stopping) {
    this.stopping = stopping;
  }

  /**
   * Takes up the scores of a round.
   *
   * @param round 1-based, after the rounds of before
   * @param evaluation on the examples that the run is scored on; null or of no examples if it was
   *     not scored: then nothing is taken up
   */
  public void saw(int round, @Nullable Evaluation evaluation) {
    if (evaluation != null) {
      saw(round, evaluation.accuracy(), evaluation.loss());
    }
  }

  /**
   * Takes up the scores of a round.
   *
   * @param round 1-based, after the rounds of before
   * @param accuracy in [0, 1]; NaN or null if it was not scored: then nothing is taken up
   * @param loss in nats; NaN or null if unknown
   */
  public void saw(int round, @Nullable Double accuracy, @Nullable Double loss) {
    if (accuracy == null || accuracy.isNaN()) {
      return;
    }
    scored++;
    if (accuracy > best) {
      best = accuracy;
      bestRound = round;
      scoredAtBest = scored;
    }
    Target target = stopping.target();
    if (reachedIn == 0
        && target != null
        && target.reachedBy(accuracy, loss == null ? Double.NaN : loss)) {
      reachedIn = round;
    }
  }

  /** {@return whether no further round runs} */
  public boolean over() {
    return reached() || impatient();
  }

  /** {@return whether the target was reached} */
  public boolean reached() {
    return reachedIn > 0;
  }

  /** {@return the round that reached the target, 1-based; 0 if none did} */
  public int reachedIn() {
    return reachedIn;
  }

  /** {@return whether the last rounds, as many as the patience lasts, improved nothing} */
  public boolean impatient() {
    Integer patience = stopping.patience();
    return patience != null && scored > 0 && scored - scoredAtBest >= patience;
  }

  /** {@return the first of the most accurate rounds, 1-based; 0 if none was scored} */
  public int bestRound() {
    return bestRound;
  }
}
