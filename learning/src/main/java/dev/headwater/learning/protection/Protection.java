package dev.headwater.learning.protection;

import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import org.jspecify.annotations.Nullable;

/**
 * What a client does to protect itself in a round, and what its contribution weighs; part of every
 * task, so that a client knows what it is asked for before it trains.
 *
 * @param weighting what deltas count
 * @param client clipping and noise on the whole contribution, null for none
 * @param example differentially private local training, null for none
 * @param secureNoise whether the client draws noise and batches from {@link
 *     java.security.SecureRandom}; otherwise they follow from the run's seed, and protect nobody
 */
public record Protection(
    Weighting weighting,
    @Nullable ClientPrivacy client,
    @Nullable ExamplePrivacy example,
    boolean secureNoise) {

  /** Nothing: a plain FedAvg contribution. */
  public static final Protection NONE = new Protection(new Weighting.Examples(), null, null, true);

  /** Refuses clipped contributions whose weight nothing bounds: no sensitivity follows. */
  public Protection {
    if (client != null && !weighting.bounded()) {
      throw new IllegalArgumentException(
          "weights: num_examples, together with clipping (expected: uniform or capped weights; one client could otherwise move the sum without bound)");
    }
  }

  /** Whether any of the client's figures may leave in the open: training losses are data too. */
  public boolean hidesScores() {
    return client != null || example != null;
  }
}
