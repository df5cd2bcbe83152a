package dev.headwater.learning.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohortSelectionTest {
  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(k -> "client-%03d".formatted(k)).toList();
  }

  @Test
  void selectionDoesNotDependOnTheOrderOfEnrolment() {
    List<String> shuffled = new ArrayList<>(names(50));
    List<String> chosen =
        CohortSelection.select(shuffled, new CohortSize.Count(7), Lottery.keyed(3), 9);
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      Collections.shuffle(shuffled, random);
      assertThat(CohortSelection.select(shuffled, new CohortSize.Count(7), Lottery.keyed(3), 9))
          .isEqualTo(chosen);
    }
    assertThat(chosen).hasSize(7).isSorted().doesNotHaveDuplicates().isSubsetOf(shuffled);
  }

  @Test
  void seedAndRoundChangeTheSelection() {
    CohortSize size = new CohortSize.Count(10);
    List<String> chosen = CohortSelection.select(names(100), size, Lottery.keyed(1), 1);
    assertThat(CohortSelection.select(names(100), size, Lottery.keyed(1), 2)).isNotEqualTo(chosen);
    assertThat(CohortSelection.select(names(100), size, Lottery.keyed(2), 1)).isNotEqualTo(chosen);
    assertThat(CohortSelection.select(names(100), size, Lottery.keyed(1), 1)).isEqualTo(chosen);
  }

  /** Who leaves the pool frees a place and changes nothing else: tickets belong to clients. */
  @Test
  void aClientThatLeavesIsReplacedByOneOther() {
    List<String> chosen =
        CohortSelection.select(names(40), new CohortSize.Count(10), Lottery.keyed(1), 1);
    List<String> rest = new ArrayList<>(names(40));
    rest.remove(chosen.get(4));
    TreeSet<String> next =
        new TreeSet<>(CohortSelection.select(rest, new CohortSize.Count(10), Lottery.keyed(1), 1));
    assertThat(next).hasSize(10);
    next.retainAll(chosen);
    assertThat(next).hasSize(9);
  }

  /**
   * Chi-square over the pairs of 6 clients, 14 degrees of freedom; 57.0 is the quantile of 4e-7.
   * The seeds are fixed, so it never fails by bad luck.
   */
  @Test
  void everyPairIsChosenEquallyOften() {
    long[] counts = new long[36];
    List<String> six = names(6);
    int draws = 15_000;
    for (int seed = 0; seed < draws; seed++) {
      List<String> pair =
          CohortSelection.select(six, new CohortSize.Count(2), Lottery.keyed(seed), 1);
      counts[six.indexOf(pair.get(0)) * 6 + six.indexOf(pair.get(1))]++;
    }
    double expected = draws / 15.0;
    double chi = 0;
    for (int a = 0; a < 6; a++) {
      for (int b = a + 1; b < 6; b++) {
        chi += Math.pow(counts[a * 6 + b] - expected, 2) / expected;
      }
    }
    assertThat(chi).isLessThan(57.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 100, 10",
    "0.1, 30, 3",
    "0.07, 100, 7",
    "0.29, 100, 29",
    "0.1, 101, 11",
    "0.1, 3, 1",
    "1e-9, 5, 1",
    "1, 17, 17",
    "0.333, 3, 1",
    "0.334, 3, 2"
  })
  void fractionsAreRoundedUpButNotByRoundingErrors(double share, int available, int expected) {
    assertThat(new CohortSize.Fraction(share).of(available)).isEqualTo(expected);
  }

  @Test
  void countsAndEverybodyAreBoundedByWhoIsThere() {
    assertThat(new CohortSize.Count(5).of(3)).isEqualTo(3);
    assertThat(new CohortSize.Count(5).of(30)).isEqualTo(5);
    assertThat(new CohortSize.All().of(12)).isEqualTo(12);
    assertThat(CohortSelection.select(names(4), new CohortSize.All(), Lottery.keyed(1), 1))
        .isEqualTo(names(4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void impossibleFractionsAreRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CohortSize.Fraction(share))
        .withMessage("fraction-fit: %s (expected: above 0 and at most 1)", share);
  }

  @Test
  void emptyCohortsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CohortSize.Count(0))
        .withMessage("cohort: 0 (expected: at least 1)");
  }

  /** 400 rounds of 50 clients: within 6 standard errors, false alarm below 1e-8; seeded. */
  @Test
  void poissonSamplingTakesEveryClientOnItsOwn() {
    CohortSize tenth = new CohortSize.Poisson(0.1);
    int taken = 0;
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int round = 1; round <= 400; round++) {
      int size = CohortSelection.select(names(50), tenth, Lottery.keyed(3), round).size();
      sizes.add(size);
      taken += size;
    }
    double error = Math.sqrt(20_000 * 0.1 * 0.9);
    assertThat((double) taken).isBetween(2000 - 6 * error, 2000 + 6 * error);
    assertThat(sizes).contains(1, 5, 9).hasSizeGreaterThan(8);
    List<String> everybody =
        CohortSelection.select(names(50), new CohortSize.Poisson(1), Lottery.secret(), 1);
    assertThat(everybody).hasSize(50);
  }

  @Test
  void secretLotteryDrawsAnotherCohortEveryTime() {
    CohortSize half = new CohortSize.Count(20);
    List<String> one = CohortSelection.select(names(40), half, Lottery.secret(), 1);
    List<String> two = CohortSelection.select(names(40), half, Lottery.secret(), 1);
    assertThat(one).isNotEqualTo(two); // alike with probability 7e-12
  }
}
