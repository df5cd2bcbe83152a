package dev.headwater.learning.accounting.numeric;

/** Arithmetic on logarithms of numbers too large or too small for a double. */
public final class Logs {
  private Logs() {}

  /**
   * {@return log(e^a + e^b)}
   *
   * @param a a natural logarithm; minus infinity is that of 0
   * @param b likewise
   */
  public static double add(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    return low == Double.NEGATIVE_INFINITY || high == Double.POSITIVE_INFINITY
        ? high
        : high + Math.log1p(Math.exp(low - high));
  }

  /**
   * {@return log(e^a - e^b); minus infinity where b is not below a}
   *
   * @param a a natural logarithm; minus infinity is that of 0
   * @param b likewise
   */
  public static double subtract(double a, double b) {
    if (b == Double.NEGATIVE_INFINITY) {
      return a;
    }
    return b >= a ? Double.NEGATIVE_INFINITY : a + Math.log(-Math.expm1(b - a));
  }
}
