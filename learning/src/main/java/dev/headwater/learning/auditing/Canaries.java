package dev.headwater.learning.auditing;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;

/**
 * Clients that are made to be found: canary i's whole contribution to a sum of d values is the
 * clipping norm times a unit vector of its own. With at most d canaries these are coordinates (each
 * its own, so they do not disturb each other, which is the strongest data there is for an observer
 * of the sum); with more, random sign vectors over the root of d. Whether a canary is in is a fair
 * coin of its own. Everything follows from {@code (seed, index, CANARY)}: the seed must be secret
 * to the observer, and independent of the run.
 */
public final class Canaries {
  /** What a canary that is out contributes: the neighbour that the audit tells from "in". */
  public enum Out {
    /** Nothing: it is not there. Speaks about adding or removing a client. */
    ABSENT,
    /**
     * The opposite vector: the farthest that a client can be replaced by, twice the clipping norm
     * away. Speaks about replacing a client's data.
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
   * @param out what those contribute that are out
   * @param seed of coins and directions
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

  /** How many there are, in or out. */
  public int count() {
    return count;
  }

  /** Length of the sum's vectors. */
  public int dimension() {
    return dimension;
  }

  /** Whether every canary has a coordinate to itself: coordinate i is canary i's. */
  public boolean coordinates() {
    return count <= dimension;
  }

  /** What those contribute that are out. */
  public Out out() {
    return out;
  }

  /** The fair coin. */
  public boolean included(int canary) {
    return KeyedRandom.of(seed, index(canary), "coin", Purpose.CANARY).nextBits() < 0;
  }

  /** How many times its direction a canary contributes, in clipping norms: 1, 0 or -1. */
  public int push(int canary) {
    if (included(canary)) {
      return 1;
    }
    return out == Out.OPPOSITE ? -1 : 0;
  }

  /** A unit vector, {@code [d]}. */
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

  /** The sum's component along a canary's direction. */
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
