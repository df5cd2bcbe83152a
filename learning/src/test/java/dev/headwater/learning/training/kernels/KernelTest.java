package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kernels against the definition, written down once more without any haste. */
class KernelTest {
  private static final int[] WIDTHS = {1, 2, 15, 16, 17, 31, 33, 40, 48, 100, 1279, 1280, 1283};

  /** Blocks of rows that a kernel takes in one pass: none, one with all rests, and many. */
  private static final int[] FEW_ROWS = {0, 1, 2, 3, 4, 5, 12, 13};

  private static final int[] MANY_ROWS = {0, 1, 2, 3, 4, 5, 12, 13, 70};

  private final KeyedRandom random = KeyedRandom.of(1, 0, "kernels", Purpose.SHUFFLE);

  private float[] noise(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Stream<Kernel> kernels() throws ReflectiveOperationException {
    List<Kernel> all = new ArrayList<>(List.of(new PlainKernel()));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      Kernel vectors =
          Class.forName(KernelTest.class.getPackageName() + ".VectorKernel")
              .asSubclass(Kernel.class)
              .getDeclaredConstructor()
              .newInstance();
      all.add(vectors);
      all.add(
          new WarmingKernel(new PlainKernel(), vectors, 1 << 16, Runnable::run, System::nanoTime));
    }
    return all.stream();
  }

  /** A build that tests the plain loops alone would not notice other bits. */
  @Test
  void testsRunOnVectorsToo() throws ReflectiveOperationException {
    assertThat(kernels()).hasSize(3);
    assertThat(Kernel.best().description()).startsWith("vectors of ");
  }

  private static float dot(float[] x, int x0, float[] y, int y0, int width) {
    float[] s = new float[16];
    for (int k = 0; k < width; k++) {
      float product = x[x0 + k] * y[y0 + k];
      s[k % 16] = s[k % 16] + product;
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        s[l] = s[l] + s[l + half];
      }
    }
    return s[0];
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productsHaveTheBitsOfTheDefinitionForEverySize(Kernel kernel) {
    for (int width : WIDTHS) {
      for (int classes : new int[] {1, 2, 5, 7, 10, 11}) {
        for (int count : width == 1283 ? MANY_ROWS : FEW_ROWS) {
          float[] x = noise((count + 3) * width);
          float[] w = noise(classes * width);
          int[] rows = rows(count);
          float[] z = new float[3 + count * classes];
          kernel.products(x, rows, 2, 2 + count, w, classes, width, z, 3);
          float[] expected = new float[z.length];
          for (int i = 0; i < count; i++) {
            for (int c = 0; c < classes; c++) {
              expected[3 + i * classes + c] = dot(x, rows[2 + i] * width, w, c * width, width);
            }
          }
          assertThat(z)
              .as("%d features, %d rows, %d classes", width, count, classes)
              .isEqualTo(expected);
        }
      }
    }
  }

  /** Any rows, some of them twice, after two that do not count. */
  private int[] rows(int count) {
    int[] rows = new int[count + 3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(count + 3);
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void combinationsHaveTheBitsOfTheDefinitionForEverySize(Kernel kernel) {
    for (int width : WIDTHS) {
      for (int classes : new int[] {1, 2, 5, 7, 10, 11}) {
        for (int count : new int[] {0, 1, 2, 3, 4, 5, 9}) {
          float[] x = noise((count + 3) * width);
          int stride = count + 4;
          float[] a = noise(classes * stride);
          float[] y = noise(classes * width + 1);
          int[] rows = rows(count);
          float[] expected = y.clone();
          for (int c = 0; c < classes; c++) {
            for (int i = 2; i < 2 + count; i++) {
              for (int k = 0; k < width; k++) {
                float product = a[c * stride + i] * x[rows[i] * width + k];
                expected[c * width + k] = expected[c * width + k] + product;
              }
            }
          }
          kernel.combine(y, classes, width, a, stride, x, rows, 2, 2 + count);
          assertThat(y)
              .as("%d features, %d rows, %d classes", width, count, classes)
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 100, 1280, 1283})
  void productsAreInnerProducts(int width) {
    float[] x = noise(width);
    float[] y = noise(width);
    double expected = 0;
    for (int k = 0; k < width; k++) {
      expected += (double) x[k] * y[k];
    }
    float[] z = new float[1];
    Kernel.best().products(x, Rows.all(1), 0, 1, y, 1, width, z, 0);
    assertThat((double) z[0]).isCloseTo(expected, within(1e-6 * width));
  }

  /** What is not finite stays so: a diverged training is refused by the sum. */
  @ParameterizedTest
  @MethodSource("kernels")
  void whatIsNotFiniteStaysSo(Kernel kernel) {
    float[] x = new float[20 * 1280];
    x[19 * 1280 + 1279] = Float.POSITIVE_INFINITY;
    float[] w = noise(1280);
    float[] z = new float[20];
    kernel.products(x, Rows.all(20), 0, 20, w, 1, 1280, z, 0);
    assertThat(z[18]).isZero();
    assertThat(Float.isInfinite(z[19])).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxHasTheBitsOfOneExampleAfterAnother(Kernel kernel) {
    for (int classes : new int[] {2, 3, 10, 62}) {
      for (int count : new int[] {0, 1, 7, 8, 9, 20, 33}) {
        for (int from : new int[] {0, 8}) {
          int stride = 48;
          float[] z = noise(classes * stride);
          for (int k = 0; k < z.length; k++) {
            z[k] *= k % 5 == 0 ? 100 : 3; // some probabilities are 0
          }
          float[] largest = new float[stride];
          double[] sums = new double[stride];
          float[] before = z.clone();
          kernel.softmax(z, classes, stride, from, from + count, largest, sums);
          for (int i = from; i < from + count; i++) {
            float[] one = new float[classes];
            for (int c = 0; c < classes; c++) {
              one[c] = before[c * stride + i];
            }
            double loss = Vectors.softmax(one, classes - 1);
            for (int c = 0; c < classes; c++) {
              assertThat(z[c * stride + i]).isEqualTo(one[c]);
            }
            double own = before[(classes - 1) * stride + i];
            assertThat(StrictMath.log(sums[i]) - (own - largest[i])).isEqualTo(loss);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxOfWhatIsNotFiniteIsNotANumber(Kernel kernel) {
    float[] z = new float[2 * 16];
    z[0] = Float.NaN;
    z[1] = Float.POSITIVE_INFINITY;
    z[2] = Float.NEGATIVE_INFINITY;
    double[] sums = new double[16];
    kernel.softmax(z, 2, 16, 0, 4, new float[16], sums);
    assertThat(z[0]).isNaN();
    assertThat(z[1]).isNaN();
    assertThat(z[2]).isZero();
    assertThat(z[16 + 2]).isOne();
    assertThat(sums[3]).isEqualTo(2);
  }

  /** Up to the largest sums that a grid allows, below 2^62 units, and down to halves of a unit. */
  @ParameterizedTest
  @MethodSource("kernels")
  void unitsAreThoseOfRint(Kernel kernel) {
    for (int exponent : new int[] {-3, 0, 1, 24, 31, 32, 45, 51, 52, 60}) {
      double unit = Math.scalb(1.0, exponent);
      float[] values = noise(3000);
      for (int k = 0; k < values.length; k++) {
        values[k] = k % 7 == 0 ? Math.round(values[k]) / 2f : values[k]; // ties
      }
      values[5] = (float) Math.scalb(0.99, 61 - exponent);
      values[6] = -values[5];
      values[7] = (float) Math.scalb(1.5, -exponent);
      values[8] = (float) Math.scalb(2.5, -exponent);
      values[9] = -0f;
      long[] sums = new long[values.length];
      long[] expected = new long[values.length];
      for (int k = 0; k < values.length; k++) {
        sums[k] = random.nextInt(1 << 30) * 3L;
        expected[k] = sums[k];
        if (k >= 3 && k < 2990) {
          expected[k] += (long) Math.rint(values[k] * unit);
        }
      }
      kernel.addRounded(sums, values, 3, 2990, unit);
      assertThat(sums).as("2^%d", exponent).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void largestIsTheSizeOfTheLargestValueOrNotANumber(Kernel kernel) {
    for (int length : new int[] {0, 1, 15, 16, 17, 2100}) {
      float[] values = noise(length + 2);
      float expected = 0;
      for (int k = 1; k < 1 + length; k++) {
        expected = Math.max(expected, Math.abs(values[k]));
      }
      assertThat(kernel.largest(values, 1, 1 + length)).isEqualTo(expected);
      if (length > 0) {
        values[length] = Float.NEGATIVE_INFINITY;
        assertThat(kernel.largest(values, 1, 1 + length)).isInfinite();
        values[length] = Float.NaN;
        assertThat(kernel.largest(values, 1, 1 + length)).isNaN();
      }
    }
  }
}
