package dev.headwater.learning.compression;

/**
 * The places of the largest values, in linear time: sizes are compared as the integers of their
 * float32 bits, digit by digit, so that every machine finds the same ones. NaN is larger than
 * everything.
 */
final class Largest {
  /** Bits of the digits of a size, from the front: 11 + 10 + 10 = 31. */
  private static final int[] SHIFTS = {20, 10, 0};

  private static final int FIRST_DIGITS = 1 << 11;

  private Largest() {}

  /** The places of the {@code count} largest in size, of equal ones those in front; ascending. */
  static int[] of(float[] values, int count) {
    int[] places = new int[count];
    if (count == values.length) {
      for (int j = 0; j < count; j++) {
        places[j] = j;
      }
      return places;
    }
    int least = 0; // the count-th largest size, digit by digit
    int equal = count; // how many of the sizes that begin like it are to be taken
    int known = 0; // its digits that are found, as a mask
    for (int shift : SHIFTS) {
      int[] histogram = new int[FIRST_DIGITS];
      int digits = shift == SHIFTS[0] ? FIRST_DIGITS - 1 : FIRST_DIGITS / 2 - 1;
      for (float value : values) {
        int size = size(value);
        if ((size & known) == least) {
          histogram[(size >>> shift) & digits]++;
        }
      }
      int digit = digits;
      while (histogram[digit] < equal) {
        equal -= histogram[digit--];
      }
      least |= digit << shift;
      known |= digits << shift;
    }
    int at = 0;
    for (int j = 0; at < count; j++) {
      int size = size(values[j]);
      if (size > least || (size == least && equal-- > 0)) {
        places[at++] = j;
      }
    }
    return places;
  }

  private static int size(float value) {
    return Float.floatToIntBits(value) & 0x7fffffff;
  }
}
