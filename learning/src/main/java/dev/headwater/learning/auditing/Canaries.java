package dev.headwater.learning.auditing;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;

/**
 * Clients that are constructed to be detectable: canary i contributes the clipping norm times its
 * own unit vector to a sum of d values. With at most d canaries these are distinct coordinates
 * (they do not interfere, which is the strongest signal for an observer of the sum); with more,
 * random sign vectors divided by the square root of d. An independent fair coin decides whether a
 * canary is included. Everything follows from {@code (seed, index, CANARY)}: the seed must be
 * secret to the observer, and independent of the run.
 */
public final class Canaries {
  /** What an excluded canary contributes: the neighbour that the audit distinguishes from "in". */
  public enum Out {
    /** Nothing. Audits adding or removing a client. */
    ABSENT,
    /**
     * The opposite vector: the farthest possible replacement, at twice the clipping norm. Audits
     * replacing a client's data.
     */
    OPPOSITE
  }

  private final int count;
  private final int dimension;
  private final Out out;
  private final long seed;

  /**
   * Canaries of a sum.
   *
   * @param count m, at least 1
   * @param dimension d, at least 1
   * @param out what excluded canaries contribute
   * @param seed of coins and directions
   * @throws IllegalArgumentException for a count or dimension below 1
   */
  public Canaries(int count, int dimension, Out out, long seed) {
    if (count < 1 || dimension < 1) {
      throw new IllegalArgumentException(
          "canaries: %d of %d values (expected: at least 1 of each)".formatted(count, dimension));
    }
    this.count = count;
    this.dimension = dimension;
    this.out = out;
    this.seed = seed;
  }

  /** {@return m, the number of canaries, included or not} */
  public int count() {
    return count;
  }

  /** {@return d, the length of the sum} */
  public int dimension() {
    return dimension;
  }

  /** {@return whether every canary has its own coordinate: coordinate i belongs to canary i} */
  public boolean coordinates() {
    return count <= dimension;
  }

  /** {@return what excluded canaries contribute} */
  public Out out() {
    return out;
  }

  /**
   * {@return the canary's fair coin: whether it is included}
   *
   * @param canary from 0 to m - 1
   * @throws IllegalArgumentException for another index
   */
  public boolean included(int canary) {
    return KeyedRandom.of(seed, index(canary), "coin", Purpose.CANARY).nextBits() < 0;
  }

  /**
   * {@return how many times its direction a canary contributes, in clipping norms: 1 if it is
   * included, otherwise 0 or -1}
   *
   * @param canary from 0 to m - 1
   * @throws IllegalArgumentException for another index
   */
  public int push(int canary) {
    if (included(canary)) {
      return 1;
    }
    return out == Out.OPPOSITE ? -1 : 0;
  }

  /**
   * {@return the canary's unit vector, {@code [d]}, the caller's own}
   *
   * @param canary from 0 to m - 1
   * @throws IllegalArgumentException for another index
   */
  public float[] direction(int canary) {
    float[] direction = new float[dimension];
    if (coordinates()) {
      direction[index(canary)] = 1;
      return direction;
    }
    KeyedRandom signs = signs(canary);
    float size = (float) (1 / Math.sqrt(dimension));
    for (int j = 0; j < dimension; j++) {
      direction[j] = signs.nextBits() < 0 ? -size : size;
    }
    return direction;
  }

  /**
   * {@return the component of {@code sum} along a canary's direction, in the unit of the sum}
   *
   * @param canary from 0 to m - 1
   * @param sum {@code [d]}
   * @throws IllegalArgumentException for another index
   */
  public double project(int canary, double[] sum) {
    if (coordinates()) {
      return sum[index(canary)];
    }
    KeyedRandom signs = signs(canary);
    double along = 0;
    for (double value : sum) {
      along += signs.nextBits() < 0 ? -value : value;
    }
    return along / Math.sqrt(dimension);
  }

  private KeyedRandom signs(int canary) {
    return KeyedRandom.of(seed, index(canary), "direction", Purpose.CANARY);
  }

  private int index(int canary) {
    if (canary < 0 || canary >= count) {
      throw new IllegalArgumentException(
          "canary: %d (expected: 0 to %d)".formatted(canary, count - 1));
    }
    return canary;
  }
}
