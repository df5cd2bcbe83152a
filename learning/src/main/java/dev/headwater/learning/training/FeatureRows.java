package dev.headwater.learning.training;

/**
 * Feature vectors that stay where they are, such as in a mapped file, until it is a client's turn:
 * thousands of clients then need the memory of those that train at the same time. The values never
 * change. Safe for concurrent use.
 */
@FunctionalInterface
public interface FeatureRows {

  /**
   * Copies one vector.
   *
   * @param row position of the example, from 0
   * @param into receives {@code [features]} from {@code offset} on
   * @param offset of the first value
   */
  void copy(int row, float[] into, int offset);
}
