package dev.headwater.learning.sums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedPointTest {

  @ParameterizedTest
  @CsvSource({
    "1024, 60000, 36", // 2^10 * 60000 < 2^26
    "1, 1, 60", // never finer than 2^-60
    "4, 1, 59",
    "3.99, 1, 60",
    "1e-12, 1, 60",
    "16777216, 1048576, 17"
  })
  void finestGridLeavesRoomForTheBound(double perWeight, double totalWeight, int bits) {
    FixedPoint grid = FixedPoint.finest(perWeight, totalWeight);
    assertThat(grid.fractionBits()).isEqualTo(bits);
    assertThat(perWeight * totalWeight * grid.unit()).isLessThanOrEqualTo(0x1p62);
    assertThat(new FixedPoint(16, perWeight, totalWeight).fractionBits()).isEqualTo(16);
  }

  @Test
  void valuesAreRoundedToTheNearestStepAndTiesToEven() {
    FixedPoint grid = new FixedPoint(16, 10, 10);
    double step = 1 / 65536.0;
    assertThat(grid.unit()).isEqualTo(65536);
    assertThat(grid.encode(1)).isEqualTo(65536);
    assertThat(grid.encode(0.5 * step)).isZero();
    assertThat(grid.encode(1.5 * step)).isEqualTo(2);
    assertThat(grid.encode(-1.5 * step)).isEqualTo(-2);
    assertThat(grid.encode(-0.51 * step)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0, 1",
    "16, -1, 1",
    "16, 1, 0",
    "16, NaN, 1",
    "16, 1, NaN",
    "16, 1e300, 1e300",
    "16, Infinity, 1",
    "16, Infinity, 1e-300",
    "15, 1, 1",
    "61, 1, 1",
    "37, 1024, 60000"
  })
  void impossibleGridsAreRefused(int bits, double perWeight, double totalWeight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixedPoint(bits, perWeight, totalWeight))
        .withMessageStartingWith("fixed point: ");
  }

  @Test
  void boundsTooWideForAnyGridAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FixedPoint.finest(1e10, 1e10));
    assertThatIllegalArgumentException().isThrownBy(() -> FixedPoint.finest(Double.NaN, 1));
  }
}
