package dev.headwater.learning.accounting.numeric;

/**
 * The discrete Fourier transform of a length that is a power of two, in place, radix 2. Its
 * rounding error is about 1e-16 times the logarithm of the length, relative to the data's root mean
 * square.
 */
public final class Fft {
  private final int size;
  private final double[] cosines;
  private final double[] sines;

  /**
   * Tables for one length.
   *
   * @param size a power of two, at least 2
   * @throws IllegalArgumentException for another size
   */
  public Fft(int size) {
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: %d (expected: a power of two)".formatted(size));
    }
    this.size = size;
    cosines = new double[size / 2];
    sines = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      double angle = -2 * Math.PI * i / size;
      cosines[i] = Math.cos(angle);
      sines[i] = Math.sin(angle);
    }
  }

  /**
   * Transforms in place: X(k) = sum over j of x(j) e^(-2 pi i j k / size).
   *
   * @param re real parts, {@code [size]}
   * @param im imaginary parts, {@code [size]}
   */
  public void forward(double[] re, double[] im) {
    reverseBits(re, im);
    for (int half = 1; half < size; half *= 2) {
      int stride = size / (2 * half);
      for (int block = 0; block < size; block += 2 * half) {
        for (int j = 0, t = 0; j < half; j++, t += stride) {
          int low = block + j;
          int high = low + half;
          double c = cosines[t];
          double s = sines[t];
          double hr = re[high] * c - im[high] * s;
          double hi = re[high] * s + im[high] * c;
          re[high] = re[low] - hr;
          im[high] = im[low] - hi;
          re[low] += hr;
          im[low] += hi;
        }
      }
    }
  }

  /**
   * The inverse of {@link #forward} in place, with the factor 1 / size.
   *
   * @param re real parts, {@code [size]}
   * @param im imaginary parts, {@code [size]}
   */
  public void inverse(double[] re, double[] im) {
    // Swapping the parts before and after conjugates both ways.
    forward(im, re);
    for (int i = 0; i < size; i++) {
      re[i] /= size;
      im[i] /= size;
    }
  }

  private void reverseBits(double[] re, double[] im) {
    int shift = 32 - Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      int j = Integer.reverse(i) >>> shift;
      if (j > i) {
        double r = re[i];
        re[i] = re[j];
        re[j] = r;
        double m = im[i];
        im[i] = im[j];
        im[j] = m;
      }
    }
  }
}
