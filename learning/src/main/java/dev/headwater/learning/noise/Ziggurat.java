package dev.headwater.learning.noise;

/**
 * The tables of {@link GaussianNoise}: 256 layers of equal area under {@code f(x) = exp(-x^2 / 2)},
 * layer 0 the lowest, which holds the tail beyond {@link #R}.
 */
final class Ziggurat {
  static final int LAYERS = 256;

  /** Start of the tail for 256 layers (Marsaglia and Tsang 2000). */
  static final double R = 3.654152885361009;

  /** Points are whole numbers below it in size. */
  private static final double POINTS = 0x1p53;

  /** {@code [LAYERS]}: the layer's right edge over 2^53; layer 0 as wide as its area is high. */
  static final double[] WIDTH = new double[LAYERS];

  /** {@code [LAYERS]}: points below it in size lie under the curve whatever their height. */
  static final long[] INSIDE = new long[LAYERS];

  /** {@code [LAYERS + 1]}: f at the layer's right edge, which is its lower side; 1 at the end. */
  static final double[] HEIGHT = new double[LAYERS + 1];

  static {
    // Area of each layer: R f(R) and the tail, sqrt(pi / 2) erfc(R / sqrt(2)).
    double area = 0.00492867323399;
    double[] edge = new double[LAYERS + 1];
    edge[1] = R;
    for (int layer = 2; layer < LAYERS; layer++) {
      double above = area / edge[layer - 1] + density(edge[layer - 1]);
      edge[layer] = StrictMath.sqrt(-2 * StrictMath.log(above));
    }
    edge[0] = area / density(R);
    for (int layer = 0; layer < LAYERS; layer++) {
      WIDTH[layer] = edge[layer] / POINTS;
      INSIDE[layer] = (long) (edge[layer + 1] / edge[layer] * POINTS);
      HEIGHT[layer] = density(edge[layer]);
    }
    HEIGHT[LAYERS] = 1;
  }

  private Ziggurat() {}

  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }
}
