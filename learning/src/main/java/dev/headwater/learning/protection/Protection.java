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
 * @param clippingNorm bound of the L2 norm of the vector per unit of weight where nothing is
 *     promised: one client moves the model only so far, and no more is claimed. Null for none
 */
public record Protection(
    Weighting weighting,
    @Nullable ClientPrivacy client,
    @Nullable ExamplePrivacy example,
    boolean secureNoise,
    @Nullable Double clippingNorm) {

  /** No protection: a plain FedAvg contribution. */
  public static final Protection NONE = new Protection(new Weighting.Examples(), null, null, true);

  /**
   * Refuses contributions that are clipped under a promise with unbounded weights, which have no
   * bounded sensitivity, and those that are clipped twice. Without a promise weights may be
   * unbounded.
   *
   * @param weighting bounded if there is clipping under a promise
   * @param client null for none
   * @param example null for none
   * @param secureNoise false only in experiments
   * @param clippingNorm null for none, and where there is a promise
   * @throws IllegalArgumentException if they contradict each other, or the norm is out of range
   */
  public Protection {
    if (client != null && !weighting.bounded()) {
      throw new IllegalArgumentException(
          "weights: num_examples, together with clipping (expected: uniform or capped weights; one client could otherwise move the sum without bound)");
    }
    if (clippingNorm != null && (client != null || example != null)) {
      throw new IllegalArgumentException(
          "clipping norm: %s beside that of a privacy guarantee (expected: one of them)"
              .formatted(clippingNorm));
    }
    if (clippingNorm != null) {
      plain(clippingNorm); // refuses norms out of range
    }
  }

  /**
   * Protection of a contribution that is not clipped, or clipped as {@code client} says.
   *
   * @param weighting bounded if there is clipping
   * @param client null for none
   * @param example null for none
   * @param secureNoise false only in experiments
   * @throws IllegalArgumentException for clipping with unbounded weights
   */
  public Protection(
      Weighting weighting,
      @Nullable ClientPrivacy client,
      @Nullable ExamplePrivacy example,
      boolean secureNoise) {
    this(weighting, client, example, secureNoise, null);
  }

  private static ClientPrivacy plain(double norm) {
    return new ClientPrivacy(norm, ClientPrivacy.NoisePlace.NONE, 0, false);
  }

  /**
   * {@return the same protection with plain clipping}
   *
   * @param norm finite and above 0; null for none
   */
  public Protection clippedTo(@Nullable Double norm) {
    return new Protection(weighting, client, example, secureNoise, norm);
  }

  /** {@return how the vector is clipped, promised or not; null if it is not} */
  public @Nullable ClientPrivacy clipping() {
    return clippingNorm != null ? plain(clippingNorm) : client;
  }

  /** {@return whether the client reports 0 in place of its training loss: losses are data too} */
  public boolean hidesScores() {
    return client != null || example != null;
  }
}
