package dev.headwater.simulations.output.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.simulations.output.Spread;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.00 kB",
    "9994, 9.99 kB",
    "9996, 10.0 kB",
    "99960, 100 kB",
    "999499, 999 kB",
    "999500, 1.00 MB",
    "51240000, 51.2 MB",
    "9223372036854775807, 9.22 EB"
  })
  void bytesHaveThreeDigits(long bytes, String words) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 s",
    "0.424, 0.42 s",
    "9.996, 10.0 s",
    "59.94, 59.9 s",
    "59.96, 1 min 00 s",
    "185, 3 min 05 s",
    "3599.6, 1 h 00 min",
    "7620, 2 h 07 min"
  })
  void secondsGrowIntoMinutesAndHours(double seconds, String words) {
    assertThat(Quantities.seconds(seconds)).isEqualTo(words);
  }

  @Test
  void unknownNumbersAreADash() {
    assertThat(Quantities.percent(null)).isEqualTo("-");
    assertThat(Quantities.percent(Double.NaN)).isEqualTo("-");
    assertThat(Quantities.percent(0.8714)).isEqualTo("87.1 %");
    assertThat(Quantities.decimal(null)).isEqualTo("-");
  }

  @Test
  void nounsFollowTheirNumber() {
    assertThat(Quantities.count(1, "round")).isEqualTo("1 round");
    assertThat(Quantities.count(12345, "round")).isEqualTo("12,345 rounds");
  }

  @Test
  void spreadInterpolatesBetweenOrderStatistics() {
    assertThat(Spread.of(new double[] {1, 0, 0.25, 0.5}))
        .isEqualTo(new Spread(4, 0, 0.1875, 0.375, 0.625, 1, 0.4375, 0.0));
    assertThat(Spread.of(new double[] {0.5}))
        .isEqualTo(new Spread(1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
  }

  @Test
  void epsilonHasThreeDigitsAsInTheGuarantee() {
    assertThat(
            Stream.of(0.0, 0.01234, 0.5326, 0.9996, 3.917, 9.996, 12.34, 123.4)
                .map(Quantities::epsilon))
        .containsExactly("0", "0.0123", "0.533", "1.00", "3.92", "10.0", "12.3", "123");
    assertThat(Quantities.epsilon(null)).isEqualTo("infinite");
    assertThat(Quantities.epsilon(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
  }

  @Test
  void settingsAreWrittenAsPeopleTypeThem() {
    assertThat(
            Stream.of(6.0, 0.0016, 1e-5, 2.5e-6, 0.0, 1.0, 1200.0, 0.1 + 0.2, 1e-300)
                .map(Quantities::setting))
        .containsExactly("6", "0.0016", "1e-5", "2.5e-6", "0", "1", "1200", "0.3", "1e-300");
    assertThat(Quantities.setting(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
  }

  @Test
  void spreadLeavesOutClientsWithoutExamples() {
    Evaluation half = new Evaluation(1, List.of(1L), List.of(2L));
    assertThat(Spread.of(List.of(Evaluation.empty(1)))).isNull();
    assertThat(Spread.of(List.of(Evaluation.empty(1), half)))
        .isEqualTo(new Spread(1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
  }
}
