package dev.headwater.learning.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.Golden;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams against {@code reference.py}, which implements them independently. */
class KeyedRandomTest {
  private final Golden golden = new Golden("random.txt");

  private static KeyedRandom identity(int k) {
    return switch (k) {
      case 0 -> KeyedRandom.of(0, 0, "", Purpose.PARTITION);
      case 1 -> KeyedRandom.of(42, 7, "client-003", Purpose.SHUFFLE);
      case 2 -> KeyedRandom.of(-1, Integer.MAX_VALUE, "Zoë", Purpose.COHORT);
      default -> KeyedRandom.of(1L << 62, 1, "a", Purpose.HOLDOUT);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void integersAreThoseOfTheReference(int k) {
    KeyedRandom bits = identity(k);
    for (String expected : golden.words("bits." + k)) {
      assertThat(bits.nextBits()).isEqualTo(Integer.parseUnsignedInt(expected));
    }
    KeyedRandom longs = identity(k);
    for (String expected : golden.words("long." + k)) {
      assertThat(longs.nextLong()).isEqualTo(Long.parseUnsignedLong(expected));
    }
    int[] bounds = {
      1, 2, 3, 10, 1000, Integer.MAX_VALUE, 1610612737, 1610612737, 1610612737, 1610612737
    };
    KeyedRandom ints = identity(k);
    int[] expected = golden.ints("int." + k);
    for (int i = 0; i < bounds.length; i++) {
      assertThat(ints.nextInt(bounds[i])).isEqualTo(expected[i]);
    }
    int[] items = IntStream.range(0, 12).toArray();
    identity(k).shuffle(items);
    assertThat(items).containsExactly(golden.ints("shuffle." + k));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void realNumbersAreThoseOfTheReference(int k) {
    KeyedRandom uniform = identity(k);
    for (double expected : golden.doubles("double." + k)) {
      assertThat(uniform.nextDouble()).isEqualTo(expected);
    }
    KeyedRandom normal = identity(k);
    for (double expected : golden.doubles("gaussian." + k)) {
      assertThat(normal.nextGaussian()).isCloseTo(expected, within(1e-13));
    }
    KeyedRandom gamma = identity(k);
    double[] shapes = {0.1, 0.5, 1.0, 3.5, 100.0};
    double[] expected = golden.doubles("loggamma." + k);
    for (int i = 0; i < shapes.length; i++) {
      assertThat(gamma.nextLogGamma(shapes[i])).isCloseTo(expected[i], within(1e-11));
    }
  }

  @Test
  void everyPartOfTheIdentityChangesTheStream() {
    assertThat(
            List.of(
                KeyedRandom.of(1, 2, "a", Purpose.SHUFFLE).nextLong(),
                KeyedRandom.of(2, 2, "a", Purpose.SHUFFLE).nextLong(),
                KeyedRandom.of(1, 3, "a", Purpose.SHUFFLE).nextLong(),
                KeyedRandom.of(1, 2, "b", Purpose.SHUFFLE).nextLong(),
                KeyedRandom.of(1, 2, "", Purpose.SHUFFLE).nextLong(),
                KeyedRandom.of(1, 2, "a", Purpose.COHORT).nextLong()))
        .doesNotHaveDuplicates();
  }

  @Test
  void impossibleBoundsAndShapesAreRefused() {
    KeyedRandom random = identity(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.nextInt(0))
        .withMessage("bound: 0 (expected: at least 1)");
    for (double shape : new double[] {0, -1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> random.nextLogGamma(shape));
    }
  }
}
