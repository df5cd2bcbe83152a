package dev.headwater.learning.protection;

import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import org.jspecify.annotations.Nullable;

/**
 * What a privacy mechanism requires of one round.
 *
 * @param client clipping and noise at the clients, null for none
 * @param example differentially private local training, null for none
 * @param sumNoiseDeviation largest deviation of the noise on the sum, for which the grid leaves
 *     room
 * @param minFractionBits least number of fraction bits of the grid; 0 for any
 * @param secureNoise whether noise comes from {@link java.security.SecureRandom}
 */
public record Instruction(
    @Nullable ClientPrivacy client,
    @Nullable ExamplePrivacy example,
    double sumNoiseDeviation,
    int minFractionBits,
    boolean secureNoise) {

  /** No requirements. */
  public static final Instruction NONE = new Instruction(null, null, 0, 0, true);

  /**
   * {@return what protects the contributions of a round that asks for this}
   *
   * @param weighting how deltas are weighted
   * @throws IllegalArgumentException for clipping with unbounded weights
   */
  public Protection protection(Weighting weighting) {
    return new Protection(weighting, client, example, secureNoise);
  }
}
