package dev.headwater.learning.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomKTest {
  private static final RandomK TENTH = new RandomK(0.1);

  @Test
  void placesFollowFromSeedRoundAndVectorAlone() {
    int[] places = TENTH.places(100, 7, 3, "delta");
    assertThat(places).hasSize(10).isSorted().doesNotHaveDuplicates();
    assertThat(TENTH.places(100, 7, 3, "delta")).containsExactly(places);
    assertThat(TENTH.places(100, 8, 3, "delta")).isNotEqualTo(places);
    assertThat(TENTH.places(100, 7, 4, "delta")).isNotEqualTo(places);
    assertThat(TENTH.places(100, 7, 3, "control")).isNotEqualTo(places);
    assertThat(new RandomK(1).places(4, 7, 3, "delta")).containsExactly(0, 1, 2, 3);
  }

  /**
   * 20,000 draws of 3 of 12: each of the 220 sets has the same probability. Chi-squared of 219
   * degrees of freedom is above 320 once in 100,000 times; seeded, so it never flakes.
   */
  @Test
  void everySetOfPlacesIsEquallyProbable() {
    RandomK quarter = new RandomK(0.25);
    int draws = 20_000;
    var counts = new java.util.HashMap<Integer, Integer>();
    for (int round = 1; round <= draws; round++) {
      int set = 0;
      for (int place : quarter.places(12, 1, round, "delta")) {
        set |= 1 << place;
      }
      counts.merge(set, 1, Integer::sum);
    }
    double expected = draws / 220.0;
    double chi = 0;
    for (int count : counts.values()) {
      chi += (count - expected) * (count - expected) / expected;
    }
    assertThat(counts).hasSize(220);
    assertThat(chi).isLessThan(320);
  }

  /**
   * Of 10,000 rounds each place is in 1,000 with a deviation of 30, and is then ten times as large:
   * 15 % are five deviations, which ten places exceed once in 170,000 times. Seeded: never flakes.
   */
  @Test
  void theExpectationOverRoundsIsTheVector() {
    float[] values = {1, -2, 3, 0.5f, 0, 7, -1, 4, 2, 9};
    double[] sums = new double[10];
    int rounds = 10_000;
    for (int round = 1; round <= rounds; round++) {
      int[] places = TENTH.places(10, 1, round, "delta");
      float[] taken = TENTH.take(values, places);
      for (int i = 0; i < places.length; i++) {
        sums[places[i]] += taken[i];
      }
    }
    for (int j = 0; j < 10; j++) {
      assertThat(sums[j] / rounds).isCloseTo(values[j], within(0.15 * Math.abs(values[j]) + 1e-9));
    }
  }
}
