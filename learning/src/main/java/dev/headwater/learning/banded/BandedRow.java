package dev.headwater.learning.banded;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What later rounds need of one round. The sum is secret: beside what was released it reveals the
 * clients' exact sum.
 *
 * @param round 1-based
 * @param fractionBits F of the grid of both vectors
 * @param sum {@code [d]} the clients' exact sum, in units of the grid
 * @param released {@code [d]} the noised sum that was released, in units of the grid
 * @param of whose answers the sum is of; null in rows of earlier versions
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares content
public record BandedRow(
    int round, int fractionBits, long[] sum, long[] released, @Nullable Answers of) {

  /**
   * Whose answers a sum is of, for the record of a round that a crash ended after its release.
   *
   * @param contributors names of the counted clients
   * @param numExamples of all of them, as the round's aggregate says
   */
  public record Answers(SortedSet<String> contributors, long numExamples) {
    /**
     * Copies the set.
     *
     * @param contributors names of the counted clients
     * @param numExamples at least 0
     */
    public Answers {
      contributors = Collections.unmodifiableSortedSet(new TreeSet<>(contributors));
    }
  }

  /**
   * The row of a round; takes the arrays over.
   *
   * @param round 1-based
   * @param fractionBits F of the grid of both vectors
   * @param sum {@code [d]} in units of the grid
   * @param released {@code [d]} in units of the grid
   * @param of null if it is not known
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
        && Arrays.equals(released, row.released)
        && Objects.equals(of, row.of);
  }

  @Override
  public int hashCode() {
    return 31 * round + Arrays.hashCode(released);
  }
}
