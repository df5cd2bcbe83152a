package dev.headwater.learning.protection;

import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import org.jspecify.annotations.Nullable;

/**
 * What a privacy mechanism asks of one round.
 *
 * @param client clipping and noise at the clients, null for none
 * @param example differentially private local training, null for none
 * @param sumNoiseDeviation deviation of the noise that the sum will carry at most, so that the grid
 *     leaves room for it
 * @param minFractionBits fineness that the grid must have at least; 0 for any
 * @param secureNoise whether noise comes from {@link java.security.SecureRandom}
 */
public record Instruction(
    @Nullable ClientPrivacy client,
    @Nullable ExamplePrivacy example,
    double sumNoiseDeviation,
    int minFractionBits,
    boolean secureNoise) {

  /** Nothing is asked. */
  public static final Instruction NONE = new Instruction(null, null, 0, 0, true);

  /**
   * What protects the contributions of a round that asks for this.
   *
   * @param weighting what contributions count
   */
  public Protection protection(Weighting weighting) {
    return new Protection(weighting, client, example, secureNoise);
  }
}
