package dev.headwater.simulations.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShareTest {
  /**
   * The first three are of R. G. Newcombe, Two-sided confidence intervals for the single proportion
   * (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20; the last two by symmetry.
   */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "20, 20, 0.8389, 1.0000",
    "133, 148, 0.8395, 0.9376"
  })
  void isWilsonsInterval(long right, long n, double lower, double upper) {
    Share share = Share.of((double) right / n, n);
    assertThat(share.lower()).isCloseTo(lower, within(5e-5));
    assertThat(share.upper()).isCloseTo(upper, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "NaN, 3", "1.1, 3", "-0.1, 3"})
  void isOfNothingElse(double share, long n) {
    assertThatIllegalArgumentException().isThrownBy(() -> Share.of(share, n));
  }
}
