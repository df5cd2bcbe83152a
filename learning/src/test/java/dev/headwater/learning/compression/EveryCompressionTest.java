package dev.headwater.learning.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every row of the table. */
class EveryCompressionTest {
  private static final int[] SIZES = {1, 2, 255, 256, 257, 1000};

  static Stream<Compression> all() {
    return Compressions.CHOICES.all().stream()
        .map(row -> Compressions.CHOICES.parse(row.example().toString()));
  }

  static Stream<Compression> allAndWithoutFeedback() {
    return Stream.concat(all(), Stream.of(new TopK(0.05, false)));
  }

  static Stream<Coded> coded() {
    return Stream.concat(all(), Stream.of(new TopK(1), new TopK(0.5)))
        .filter(Coded.class::isInstance)
        .map(Coded.class::cast);
  }

  private static KeyedRandom random(int key) {
    return KeyedRandom.of(3, key, "ann", Purpose.ROUNDING);
  }

  /** Normal values of sizes from far below float16's smallest to near its largest. */
  private static float[] values(int size, int scale) {
    float[] values = Samples.floats(size, Math.scalb(1.0, scale), random(size));
    values[size / 2] = -0.0f;
    return values;
  }

  private static final int[] SCALES = {-140, -30, -16, -3, 0, 10};

  @ParameterizedTest
  @MethodSource("allAndWithoutFeedback")
  void namesComeBack(Compression compression) {
    assertThat(Compressions.CHOICES.parse(compression.spec().toString())).isEqualTo(compression);
  }

  @ParameterizedTest
  @MethodSource("coded")
  void whatIsRoundedTravelsWithoutALoss(Coded coded) {
    for (int size : SIZES) {
      for (int scale : SCALES) {
        float[] values = values(size, scale);
        coded.round(values, random(1));
        byte[] bytes = coded.encode(values);
        assertThat(bytes).hasSize((int) coded.bytes(size));
        assertSameBits(coded.decode(bytes, size), values);
      }
    }
  }

  private static void assertSameBits(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < actual.length; j++) {
      assertThat(Float.floatToRawIntBits(actual[j]))
          .isEqualTo(Float.floatToRawIntBits(expected[j]));
    }
  }

  @ParameterizedTest
  @MethodSource("coded")
  void whatIsShortenedTravelsTooAndNoValueGrows(Coded coded) {
    for (int size : SIZES) {
      for (int scale : SCALES) {
        for (double factor : new double[] {1, 1 - 0x1p-20, 0.7, 0x1p-30, 0}) {
          float[] values = values(size, scale);
          coded.round(values, random(1));
          float[] before = values.clone();
          coded.shorten(values, factor);
          for (int j = 0; j < size; j++) {
            assertThat(Math.abs(values[j])).isLessThanOrEqualTo(Math.abs(before[j]));
            assertThat(values[j] * before[j]).isGreaterThanOrEqualTo(0);
          }
          if (factor == 0) {
            for (float value : values) {
              assertThat(value == 0).isTrue(); // of either sign
            }
          }
          assertThat(coded.decode(coded.encode(values), size)).containsExactly(values);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("coded")
  void whatIsNotFiniteIsNotFiniteOnTheOtherSideEither(Coded coded) {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] values = values(300, 0);
      values[280] = bad;
      coded.round(values, random(1));
      float[] decoded = coded.decode(coded.encode(values), 300);
      assertThat(Float.isFinite(values[280])).isFalse();
      assertThat(Float.isFinite(decoded[280])).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlyRandomKSumsFewerValues(Compression compression) {
    Layout own = new Layout(List.of(new TensorSpec("w", List.of(7, 10))));
    boolean fewer = compression instanceof RandomK;
    assertThat(compression.summed("delta", own).size()).isEqualTo(fewer ? 7 : 70);
    assertThat(compression.scale(70)).isEqualTo(fewer ? 10 : 1);
    assertThat(compression.keepsResidual()).isEqualTo(compression instanceof TopK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"top-k", "top-k:0", "top-k:1.5", "random-k:-1", "random-k:NaN", "float16:2"})
  void wrongArgumentsAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compressions.CHOICES.parse(text))
        .withMessageStartingWith("compression: ")
        .withMessageContaining("(expected: ");
  }

  @Test
  void aClassOfOnesOwnIsNoCompression() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compressions.CHOICES.parse("com.acme.Zip"))
        .withMessage(
            "compression: com.acme.Zip is unknown (expected: float16, int8, none, random-k:SHARE, top-k:SHARE[,no-feedback])");
  }
}
