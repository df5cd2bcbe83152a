package dev.headwater.learning.clipping;

import dev.headwater.learning.sums.FixedPoint;

/** stub */
public final class Clipping {
  private Clipping() {}
  /** stub */
  public record Clipped(boolean within) {}
  /** stub */
  public static boolean isFinite(float[] v) {
    for (float x : v) { if (!Float.isFinite(x)) { return false; } }
    return true;
  }
  /** stub */
  public static double norm(float[] v) {
    double s = 0;
    for (float x : v) { s += (double) x * x; }
    return Math.sqrt(s);
  }
  /** stub */
  public static Clipped clip(float[] v, double norm, FixedPoint grid) {
    double n = norm(v);
    if (n > norm) { for (int j = 0; j < v.length; j++) { v[j] = (float) (v[j] * (norm / n) * (1 - 1e-6)); } }
    return new Clipped(n <= norm);
  }
}
