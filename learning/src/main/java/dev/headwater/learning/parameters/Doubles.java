package dev.headwater.learning.parameters;

/** Vectors in double precision, as coordinators compute in, and in float32, as they are sent. */
public final class Doubles {
  private Doubles() {}

  /**
   * {@return the values, each rounded once; a fresh array}
   *
   * @param values any
   */
  public static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int j = 0; j < floats.length; j++) {
      floats[j] = (float) values[j];
    }
    return floats;
  }

  /**
   * {@return the same values; a fresh array}
   *
   * @param values any
   */
  public static double[] widened(float[] values) {
    double[] doubles = new double[values.length];
    for (int j = 0; j < doubles.length; j++) {
      doubles[j] = values[j];
    }
    return doubles;
  }
}
