package dev.headwater.learning.noise;

import dev.headwater.learning.CpuTime;
import dev.headwater.learning.random.Purpose;

/** Nanoseconds of CPU time a draw, median of 15. Run {@link #main} on the test class path. */
public final class NoiseBenchmark {
  private static final int DRAWS = 10_000;

  private NoiseBenchmark() {}

  /** Prints a line for each kind of noise and source. */
  public static void main(String[] args) {
    CpuTime time = new CpuTime();
    for (boolean secure : new boolean[] {true, false}) {
      NoiseSource noise =
          secure ? NoiseSource.secureRandom() : NoiseSource.seeded(1, 1, "c", Purpose.NOISE);
      String source = secure ? "secure" : "seeded";
      long[] units = new long[DRAWS];
      float[] vector = new float[DRAWS];
      GaussianNoise normal = new GaussianNoise(noise);
      time.with("64 bits, " + source, () -> noise.fill(units));
      time.with("normal, " + source, () -> normal.addTo(vector, 1));
      for (double sigma : new double[] {1, 123_456, 0x1.3p40}) {
        DiscreteGaussian gaussian = new DiscreteGaussian(sigma);
        time.with(
            "discrete %.3g, %s".formatted(sigma, source),
            () -> gaussian.addTo(units, 0, DRAWS, noise));
      }
    }
    for (CpuTime.Median median : time.medians(15, 20)) {
      System.out.printf("%-28s %7.1f ns%n", median.name(), median.micros() * 1e3 / DRAWS);
    }
  }
}
