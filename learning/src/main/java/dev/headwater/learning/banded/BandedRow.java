package dev.headwater.learning.banded;

import java.util.Arrays;

/**
 * What later rounds need of one round. The sum is secret: beside what was released it reveals the
 * clients' exact sum.
 *
 * @param round 1-based
 * @param fractionBits F of the grid of both vectors
 * @param sum {@code [d]} the clients' exact sum, in units of the grid
 * @param released {@code [d]} the noised sum that was released, in units of the grid
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares content
public record BandedRow(int round, int fractionBits, long[] sum, long[] released) {
  /**
   * The row of a round; takes the arrays over.
   *
   * @param round 1-based
   * @param fractionBits F of the grid of both vectors
   * @param sum {@code [d]} in units of the grid
   * @param released {@code [d]} in units of the grid
   * @throws IllegalArgumentException if the vectors differ in length
   */
  public BandedRow {
    if (sum.length != released.length) {
      throw new IllegalArgumentException(
          "row: %d values of a sum and %d of its release (expected: as many)"
              .formatted(sum.length, released.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BandedRow row
        && round == row.round
        && fractionBits == row.fractionBits
        && Arrays.equals(sum, row.sum)
        && Arrays.equals(released, row.released);
  }

  @Override
  public int hashCode() {
    return 31 * round + Arrays.hashCode(released);
  }
}
