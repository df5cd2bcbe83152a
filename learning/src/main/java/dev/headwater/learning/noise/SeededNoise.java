package dev.headwater.learning.noise;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;

/**
 * Repeatable bits keyed by {@code (seed, round, client, purpose)}, for experiments only: anybody
 * who knows the seed can subtract the noise, and the generator is not cryptographic.
 */
public final class SeededNoise implements NoiseSource {
  private final KeyedRandom random;

  /**
   * The stream of one identity.
   *
   * @param round 1-based; 0 before the first round
   * @param client the client's name; empty if the draw concerns no single client
   */
  SeededNoise(long seed, int round, String client, Purpose purpose) {
    this.random = KeyedRandom.of(seed, round, client, purpose);
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public int nextInt() {
    return random.nextBits();
  }

  @Override
  public void fill(long[] bits) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] = random.nextLong();
    }
  }
}
