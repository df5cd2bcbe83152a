package dev.headwater.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.Purpose;
import org.junit.jupiter.api.Test;

class GaussianNoiseTest {
  private static final int DRAWS = 1_000_000;

  private static GaussianNoise seeded(long seed) {
    return new GaussianNoise(NoiseSource.seeded(seed, 1, "normal", Purpose.NOISE));
  }

  /**
   * Values of the normal distribution function: Abramowitz and Stegun, "Handbook of Mathematical
   * Functions", table 26.1. The last two lie in the ziggurat's lowest layer and in its tail.
   */
  @Test
  void distributionFunctionIsThatOfTheNormal() {
    double[] at = {-3, -2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2, 3, 3.5, 4};
    double[] expected = {
      0.00134989803, 0.02275013195, 0.15865525393, 0.30853753873, 0.5, 0.59870632568,
      0.69146246127, 0.84134474607, 0.93319279873, 0.97724986805, 0.99865010197, 0.99976737092,
      0.99996832876
    };
    long[] below = new long[at.length];
    GaussianNoise noise = seeded(1);
    for (int i = 0; i < DRAWS; i++) {
      double x = noise.next();
      for (int k = 0; k < at.length; k++) {
        below[k] += x < at[k] ? 1 : 0;
      }
    }
    for (int k = 0; k < at.length; k++) {
      double deviation = Math.sqrt(expected[k] * (1 - expected[k]) / DRAWS);
      assertThat((double) below[k] / DRAWS).isCloseTo(expected[k], within(5 * deviation));
    }
  }

  @Test
  void momentsAreThoseOfTheNormal() {
    GaussianNoise noise = seeded(2);
    double[] moments = new double[4];
    for (int i = 0; i < DRAWS; i++) {
      double x = noise.next();
      moments[0] += x / DRAWS;
      moments[1] += x * x / DRAWS;
      moments[2] += x * x * x / DRAWS;
      moments[3] += x * x * x * x / DRAWS;
    }
    double root = Math.sqrt(DRAWS);
    assertThat(moments[0]).isCloseTo(0, within(5 / root));
    assertThat(moments[1]).isCloseTo(1, within(5 * Math.sqrt(2) / root));
    assertThat(moments[2]).isCloseTo(0, within(5 * Math.sqrt(15) / root));
    assertThat(moments[3]).isCloseTo(3, within(5 * Math.sqrt(96) / root));
  }

  /** Layers of equal area end at the top of the density only if R and the area belong together. */
  @Test
  void topLayerEndsAtTheDensitysPeak() {
    double edge = Ziggurat.WIDTH[255] * 0x1p53;
    double area = Ziggurat.WIDTH[0] * 0x1p53 * Ziggurat.HEIGHT[1];
    assertThat(Ziggurat.HEIGHT[255] + area / edge).isCloseTo(1, within(1e-9));
    for (int layer = 1; layer < Ziggurat.LAYERS; layer++) {
      assertThat(Ziggurat.HEIGHT[layer]).isLessThan(Ziggurat.HEIGHT[layer + 1]);
    }
  }

  @Test
  void addToScalesByTheDeviation() {
    float[] vector = new float[100_000];
    seeded(3).addTo(vector, 0.25);
    double sum = 0;
    for (float v : vector) {
      sum += v * (double) v;
    }
    assertThat(sum / vector.length).isCloseTo(0.0625, within(5 * 0.0625 * Math.sqrt(2e-5)));
  }

  @Test
  void vectorsGetTheSameDrawsAsOneByOne() {
    float[] vector = new float[5000];
    GaussianNoise noise = seeded(4);
    noise.addTo(vector, 1);
    GaussianNoise again = seeded(4);
    for (float v : vector) {
      assertThat(v).isEqualTo((float) again.next());
    }
    assertThat(noise.next()).isEqualTo(again.next());
  }
}
