package dev.headwater.learning.accounting.numeric;

import java.util.function.DoubleUnaryOperator;

/** The minimum of a unimodal function. */
public final class Minimum {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Minimum() {}

  /**
   * {@return where on [low, high] {@code f} is least, to about 1e-3 of the argument} Searches on a
   * logarithmic scale by golden section. For a function with several local minima it returns one of
   * them; callers for whom any argument is valid need no more.
   *
   * @param f defined on all of [low, high]
   * @param low above 0
   * @param high at least {@code low}
   */
  public static double argument(DoubleUnaryOperator f, double low, double high) {
    double a = Math.log(low);
    double b = Math.log(high);
    double x = b - GOLDEN * (b - a);
    double y = a + GOLDEN * (b - a);
    double fx = f.applyAsDouble(Math.exp(x));
    double fy = f.applyAsDouble(Math.exp(y));
    while (b - a > 1e-3) {
      if (fx <= fy) {
        b = y;
        y = x;
        fy = fx;
        x = b - GOLDEN * (b - a);
        fx = f.applyAsDouble(Math.exp(x));
      } else {
        a = x;
        x = y;
        fx = fy;
        y = a + GOLDEN * (b - a);
        fy = f.applyAsDouble(Math.exp(y));
      }
    }
    return Math.exp(fx <= fy ? x : y);
  }
}
