package dev.headwater.learning.training.kernels;

/** Powers of real numbers with the same bits on every platform and in a browser. */
public final class Power {
  private Power() {}

  /**
   * {@return {@code base^exponent}, within {@code 4e-10} of it relatively while the result is
   * between {@code e^-80} and {@code e^80}} It is {@code exp(exponent log base)}, by {@link
   * Vectors#exp} for exponents of e of at most 0, by the reciprocal above; {@code x^0} is exactly
   * 1. Results below {@code e^-80} are 0, those above {@code e^80} infinite.
   *
   * @param base finite and above 0
   * @param exponent finite
   */
  public static double of(double base, double exponent) {
    double x = exponent * StrictMath.log(base);
    return x <= 0 ? Vectors.exp(x) : 1 / Vectors.exp(-x);
  }
}
