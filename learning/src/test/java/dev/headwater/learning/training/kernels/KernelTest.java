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
      all.add(new WarmingKernel(new PlainKernel(), vectors, 0));
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
        for (int count : new int[] {0, 1, 2, 3, 4, 5, 12, 13, 70}) {
          float[] x = noise((count + 3) * width);
          float[] w = noise(classes * width);
          int[] rows = rows(count);
          float[] z = new float[3 + count * classes];
          kernel.products(x, rows, 2, 2 + count, w, classes, width, z, 3);
          for (int i = 0; i < count; i++) {
            for (int c = 0; c < classes; c++) {
              assertThat(z[3 + i * classes + c])
                  .as("%d features, row %d of %d, class %d of %d", width, i, count, c, classes)
                  .isEqualTo(dot(x, rows[2 + i] * width, w, c * width, width));
            }
          }
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
}
