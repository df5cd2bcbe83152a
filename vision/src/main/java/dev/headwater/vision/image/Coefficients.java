package dev.headwater.vision.image;

/**
 * The weights of one pass of Pillow's antialiased bilinear resampling, for the outputs {@code from}
 * to {@code from + count - 1} of a side scaled from {@code in} to {@code out} pixels.
 *
 * <p>With {@code s = in / out} and {@code r = max(s, 1)}, output {@code i} is centred at {@code c =
 * (i + 0.5) s} and weighs input {@code j} by {@code max(0, 1 - |j + 0.5 - c| / r)}, normalised to
 * sum 1 and rounded to 22 fractional bits. The order of the floating-point steps is Pillow's, so
 * that the integers are.
 *
 * @param first first input of each output, not falling
 * @param weights {@code [count][inputs of this output]}, in units of 2^-22
 */
@SuppressWarnings("ArrayRecordComponent") // computed once, read in tight loops, never compared
record Coefficients(int in, int out, int from, int[] first, int[][] weights) {
  /** 8 bits for the pixel and 2 to spare leave 22 of 32. */
  static final int FRACTION_BITS = 22;

  /** One half: added before the shift, it rounds. */
  static final int HALF = 1 << (FRACTION_BITS - 1);

  static Coefficients of(int in, int out, int from, int count) {
    double scale = (double) in / out;
    double reach = Math.max(scale, 1.0);
    double perPixel = 1.0 / reach;
    int[] first = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int begin = Math.max((int) (centre - reach + 0.5), 0);
      int end = Math.min((int) (centre + reach + 0.5), in);
      first[i] = begin;
      weights[i] = row(begin, end, centre, perPixel);
    }
    return new Coefficients(in, out, from, first, weights);
  }

  private static int[] row(int begin, int end, double centre, double perPixel) {
    double[] raw = new double[end - begin];
    double sum = 0;
    for (int j = 0; j < raw.length; j++) {
      double distance = Math.abs((j + begin - centre + 0.5) * perPixel);
      raw[j] = distance < 1.0 ? 1.0 - distance : 0.0;
      sum += raw[j];
    }
    int[] fixed = new int[raw.length];
    for (int j = 0; j < raw.length; j++) {
      fixed[j] = (int) (0.5 + raw[j] / sum * (1 << FRACTION_BITS));
    }
    return fixed;
  }

  /** Whether these are the weights for that pass. */
  boolean fits(int wantedIn, int wantedOut, int wantedFrom, int wantedCount) {
    return in == wantedIn && out == wantedOut && from == wantedFrom && first.length == wantedCount;
  }

  /** One past the last input of output {@code i}. */
  int end(int i) {
    return first[i] + weights[i].length;
  }

  /** A weighted sum to 8 bits: rounded by {@link #HALF} beforehand, clipped here. */
  static int toByte(int sum) {
    return Math.min(sum >>> FRACTION_BITS, 255);
  }
}
