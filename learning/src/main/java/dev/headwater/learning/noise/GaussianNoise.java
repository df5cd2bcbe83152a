package dev.headwater.learning.noise;

/**
 * Standard normal draws by the ziggurat of 256 layers (Marsaglia and Tsang, "The Ziggurat Method
 * for Generating Random Variables", 2000, with Doornik's 2005 correction: the bits that choose the
 * layer are not those that choose the point).
 *
 * <p>Double-precision samples with 53 random bits per point. A guarantee of the Gaussian mechanism
 * holds in the model of real numbers: Mironov, "On Significance of the Least Significant Bits for
 * Differential Privacy", 2012, shows that the rounding of a continuous sample can reveal the
 * underlying value to an observer of all its bits. Releases with a guarantee down to the bits use
 * {@link DiscreteGaussian}. Not thread-safe.
 */
public final class GaussianNoise {
  /** Random words fetched at a time. */
  private static final int BULK = 512;

  private static final double UNIT = 0x1p-53;

  private final NoiseSource source;
  private final long[] bits = new long[BULK];
  private int used = BULK;

  /**
   * Standard normal draws from one source.
   *
   * @param source of random bits, which nothing else may read
   */
  public GaussianNoise(NoiseSource source) {
    this.source = source;
  }

  /** {@return whether its random bits are secure} */
  public boolean secure() {
    return source.secure();
  }

  /** {@return one standard normal draw} */
  public double next() {
    long draw = nextBits();
    int layer = (int) draw & 255;
    // 54 bits with the sign: independent of the eight that chose the layer.
    long point = draw >> 10;
    double x = point * Ziggurat.WIDTH[layer];
    return Math.abs(point) < Ziggurat.INSIDE[layer] ? x : edge(layer, x);
  }

  /**
   * Adds {@code deviation} times one draw each to all values, rounding to float once.
   *
   * @param vector changed in place
   * @param deviation in the unit of the vector, at least 0
   */
  public void addTo(float[] vector, double deviation) {
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (vector[j] + deviation * next());
    }
  }

  private long nextBits() {
    if (used == BULK) {
      source.fill(bits);
      used = 0;
    }
    return bits[used++];
  }

  /** Outside the layer's rectangle: the wedge or, in the lowest layer, the tail. */
  private double edge(int layer, double x) {
    if (layer == 0) {
      return x < 0 ? -tail() : tail();
    }
    double low = Ziggurat.HEIGHT[layer];
    double high = Ziggurat.HEIGHT[layer + 1];
    double y = low + uniform() * (high - low);
    return y < StrictMath.exp(-0.5 * x * x) ? x : next();
  }

  /** A normal draw given that it is above R (Marsaglia 1964). */
  private double tail() {
    while (true) {
      double x = -StrictMath.log(uniform()) / Ziggurat.R;
      double y = -StrictMath.log(uniform());
      if (y + y > x * x) {
        return Ziggurat.R + x;
      }
    }
  }

  /** Uniform on (0, 1). */
  private double uniform() {
    return ((nextBits() >>> 12) + 0.5) * (2 * UNIT);
  }
}
