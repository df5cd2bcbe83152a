package dev.headwater.learning.sums;

/** One vector of a contribution before it is summed. */
public sealed interface Values {

  /**
   * Real numbers, already multiplied by their weight; rounded to the sum's grid when added.
   *
   * @param values flat, owned by this value
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Reals(float[] values) implements Values {
    @Override
    public int size() {
      return values.length;
    }
  }

  /**
   * Statistics that are computed as integers of the sum's grid, so that nothing is rounded.
   *
   * @param units flat, owned by this value
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Integers(long[] units) implements Values {
    @Override
    public int size() {
      return units.length;
    }
  }

  /** {@return the number of values} */
  int size();
}
