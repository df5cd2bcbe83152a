package dev.headwater.learning.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Splitter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancedDirichletTest {
  private static final int CLASSES = 10;

  /** How many examples of each class each client has. */
  private static Collection<int[]> counts(int[] labels, double alpha, int clients) {
    return new Splitter(labels, CLASSES, Collections.nCopies(labels.length, null), 1)
        .split(new BalancedDirichlet(alpha), clients)
        .labelCounts(labels, CLASSES)
        .values();
  }

  private static int[] balanced(int perClass) {
    return IntStream.range(0, CLASSES * perClass).map(i -> i % CLASSES).toArray();
  }

  /** Mean over clients of the sum of squared class shares. */
  private static double skew(Collection<int[]> counts) {
    return counts.stream()
        .mapToDouble(
            n -> {
              double total = Arrays.stream(n).sum();
              return Arrays.stream(n).mapToDouble(of -> of / total * of / total).sum();
            })
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.1, 1, 1e6})
  void clientsHaveEquallyMany(double alpha) {
    assertThat(counts(balanced(21), alpha, 20))
        .allSatisfy(n -> assertThat(Arrays.stream(n).sum()).isBetween(10, 11));
  }

  /**
   * For q ~ Dir(alpha p) with ten equal p, E sum q^2 = 0.1 + 0.9 / (alpha + 1); n draws by q have
   * the expectation E (1 - 1 / n) + 1 / n of squared shares. Its deviation over 200 clients is
   * about 0.01 at alpha 1: 0.05 is left for the classes that run out, seed fixed.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 3, 100})
  void skewIsThatOfTheDirichletDistribution(double alpha) {
    double one = 0.1 + 0.9 / (alpha + 1);
    assertThat(skew(counts(balanced(2000), alpha, 200)))
        .isCloseTo(one * (1 - 0.01) + 0.01, within(0.05));
  }

  @Test
  void sharesFollowThoseOfTheDataSet() {
    int[] labels = IntStream.range(0, 4000).map(i -> i % 4 == 0 ? 1 : 0).toArray();
    for (int[] n : counts(labels, 1e6, 20)) {
      assertThat(n[1] / 200.0).isCloseTo(0.25, within(0.15)); // deviation of a share: 0.03
    }
  }

  @Test
  void classWithoutExamplesIsNeverDrawn() {
    int[] labels = new int[60];
    assertThat(counts(labels, 0.1, 6)).allSatisfy(n -> assertThat(n[0]).isEqualTo(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "1e-7", "x", ""})
  void alphaOutsideItsRangeIsRefused(String alpha) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partition.parse("balanced-dirichlet:" + alpha))
        .withMessageStartingWith("partition: ")
        .withMessageContaining("expected: ");
  }
}
