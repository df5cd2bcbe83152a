package dev.headwater.learning.protection;

import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import org.jspecify.annotations.Nullable;

/**
 * How a client protects and weighs its contribution in a round; part of every task, so that a
 * client knows the requirements before it trains.
 *
 * @param weighting how deltas are weighted
 * @param client clipping and noise on the whole contribution, null for none
 * @param example differentially private local training, null for none
 * @param secureNoise whether the client draws noise and batches from {@link
 *     java.security.SecureRandom}; otherwise they follow from the run's seed and protect nobody
 */
public record Protection(
    Weighting weighting,
    @Nullable ClientPrivacy client,
    @Nullable ExamplePrivacy example,
    boolean secureNoise) {

  /** No protection: a plain FedAvg contribution. */
  public static final Protection NONE = new Protection(new Weighting.Examples(), null, null, true);

  /**
   * Refuses clipped contributions with unbounded weights, which have no bounded sensitivity.
   *
   * @param weighting bounded if there is clipping
   * @param client null for none
   * @param example null for none
   * @param secureNoise false only in experiments
   * @throws IllegalArgumentException for clipping with unbounded weights
   */
  public Protection {
    if (client != null && !weighting.bounded()) {
      throw new IllegalArgumentException(
          "weights: num_examples, together with clipping (expected: uniform or capped weights; one client could otherwise move the sum without bound)");
    }
  }

  /** {@return whether the client reports 0 in place of its training loss: losses are data too} */
  public boolean hidesScores() {
    return client != null || example != null;
  }
}
