package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.banded.Band;
import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.contracts.MemoryLedger;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandedNoiseTest {
  private static final LinearModel MODEL = new LinearModel(10, 199);
  private static final int DIMENSION = 2000;
  private static final double NORM = 0.5;
  private static final double Z = 2;

  private final MemoryLedger disk = new MemoryLedger();

  private static RunSettings settings(Mechanism mechanism, int rounds, int separation) {
    return RunSettings.of(MODEL, 2 * separation)
        .rounds(rounds)
        .cohort(new CohortSize.Schedule(2, separation))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .seed(11)
        .promise(
            new Promise(
                mechanism,
                NORM,
                Z,
                1e-5,
                Double.POSITIVE_INFINITY,
                AccountantKind.PLD,
                1,
                null,
                false))
        .build();
  }

  private static SortedMap<String, Integer> population(RunSettings settings) {
    return Promises.population(settings.clients());
  }

  private PrivacyMechanism mechanism(RunSettings settings) {
    return settings.privacy(disk, List.copyOf(disk.entries()));
  }

  /** What a round releases of {@code sum} units in every value. */
  private double[] release(RunSettings settings, PrivacyMechanism privacy, int round, long sum) {
    List<String> asked =
        CohortSelection.select(
            population(settings).keySet(),
            settings.cohort(),
            settings.lottery(),
            round,
            privacy.turns(),
            privacy.affordableTurns());
    Instruction instruction = privacy.begin(round, population(settings), asked);
    RoundTask task =
        settings.task(round, settings.start(), population(settings), instruction).among(asked);
    long[] units = new long[DIMENSION];
    Arrays.fill(units, sum);
    ExactSum.Total total = new ExactSum.Total(task.grid(), units, 2);
    Aggregate released =
        privacy.onServer(
            task,
            new Aggregate(
                round,
                task.train().schema(),
                new Estimate.Sums(List.of(total)),
                new TreeSet<>(asked),
                2,
                Double.NaN,
                2,
                Map.of(),
                List.of(),
                0,
                0,
                null));
    double[] values = new double[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      values[j] = released.total().units()[j] / task.grid().unit();
    }
    return values;
  }

  private double[][] noise(Mechanism mechanism, int rounds, int separation) {
    RunSettings settings = settings(mechanism, rounds, separation);
    PrivacyMechanism privacy = mechanism(settings);
    double[][] noise = new double[rounds][];
    for (int t = 0; t < rounds; t++) {
      noise[t] = release(settings, privacy, t + 1, 0);
    }
    return noise;
  }

  /** Root of the mean over t of the variance of the sum of rounds 1 to t. */
  private static double error(double[][] noise) {
    double[] prefix = new double[DIMENSION];
    double squares = 0;
    for (double[] row : noise) {
      for (int j = 0; j < DIMENSION; j++) {
        prefix[j] += row[j];
        squares += prefix[j] * prefix[j];
      }
    }
    return Math.sqrt(squares / DIMENSION / noise.length);
  }

  /**
   * The integers of the real mechanism, at equal epsilon and turns. Prefix sums are nearly equal
   * from round to round, so 2,000 values alone average: a relative error of at most 1 / sqrt(4000)
   * = 1.6 % of either root. 0.40 is 6 of them above theory, and the other bounds are 5 away: false
   * alarms below 1e-6.
   */
  @ParameterizedTest
  @CsvSource({"100, 20, 0.3646", "20, 10, 0.5740"})
  void prefixSumsCarryAShareOfIndependentNoise(int rounds, int band, double theory) {
    double banded = error(noise(new Mechanism.Banded(band), rounds, band));
    double independent = Z * NORM * Math.sqrt((rounds + 1) / 2.0);
    assertThat(banded / independent).isCloseTo(theory, within(5 * 0.016 * theory));
    if (rounds == 100) {
      assertThat(banded / independent).isLessThanOrEqualTo(0.40);
    }
  }

  /**
   * C times the released noise is z: of the promised deviation, and uncorrelated from round to
   * round. 60,000 values: 6 standard errors of each, false alarm below 1e-8.
   */
  @Test
  void bandTimesTheReleasedNoiseIsIndependentNoiseOfTheLedgersDeviation() {
    int rounds = 30;
    Band band = Band.of(8);
    double[][] noise = noise(new Mechanism.Banded(8), rounds, 8);
    double[][] z = new double[rounds][DIMENSION];
    for (int t = 0; t < rounds; t++) {
      for (int lag = 0; lag < band.width() && lag <= t; lag++) {
        for (int j = 0; j < DIMENSION; j++) {
          z[t][j] += band.units(lag) / 256.0 * noise[t - lag][j];
        }
      }
    }
    double deviation = LedgerEntry.paid(disk.entries()).get(0).noiseDeviation();
    assertThat(deviation).isCloseTo(Z * NORM * band.norm(), within(1e-12));
    for (int lag = 0; lag < 10; lag++) {
      double products = 0;
      int count = 0;
      for (int t = lag; t < rounds; t++) {
        for (int j = 0; j < DIMENSION; j++) {
          products += z[t][j] * z[t - lag][j];
          count++;
        }
      }
      double correlation = products / count / (deviation * deviation);
      double error = Math.sqrt((lag == 0 ? 2.0 : 1.0) / count);
      assertThat(correlation).isCloseTo(lag == 0 ? 1 : 0, within(6 * error));
    }
  }

  /** The attack: one client turns all of its contributions around, and moves C x this far. */
  @ParameterizedTest
  @CsvSource({"100, 20, 20", "100, 20, 27", "20, 10, 10", "7, 3, 3"})
  void clientMovesAllSumsByNoMoreThanIsPaidFor(int rounds, int width, int separation) {
    Band band = Band.of(width);
    double[] moved = new double[rounds + width];
    int turns = 0;
    for (int turn = 0; turn < rounds; turn += separation) {
      turns++;
      for (int lag = 0; lag < width; lag++) {
        moved[turn + lag] += 2 * NORM * band.units(lag) / 256.0;
      }
    }
    double norm = Math.sqrt(Arrays.stream(moved).map(m -> m * m).sum());
    assertThat(turns).isEqualTo(new CohortSize.Schedule(1, separation).turns(rounds));
    assertThat(norm).isCloseTo(2 * NORM * Math.sqrt(turns) * band.norm(), within(1e-9));
  }

  @Test
  void sumsComeThroughAndEpsilonIsThatOfIndependentNoise() {
    RunSettings banded = settings(new Mechanism.Banded(5), 12, 5);
    PrivacyMechanism privacy = mechanism(banded);
    RunSettings independent = settings(new Mechanism.Central(), 12, 5);
    MemoryLedger other = new MemoryLedger();
    PrivacyMechanism usual = independent.privacy(other, List.of());
    for (int round = 1; round <= 12; round++) {
      long sum = (1L << 40) * round;
      double[] released = release(banded, privacy, round, sum);
      double unit = Math.scalb(1.0, Objects.requireNonNull(disk.rows().of(round)).fractionBits());
      double mean = Arrays.stream(released).average().orElseThrow();
      // 2,000 values of noise of at most 2.5: the mean is within 6 standard errors, 0.34
      assertThat(mean).isCloseTo(sum / unit, within(0.34));
      usual.begin(round, population(independent), List.copyOf(asked(round)));
    }
    assertThat(Objects.requireNonNull(privacy.spent()).epsilon())
        .isEqualTo(Objects.requireNonNull(usual.spent()).epsilon());
  }

  private List<String> asked(int round) {
    return Objects.requireNonNull(LedgerEntry.paid(disk.entries()).get(round - 1).asked());
  }

  /** A crash after the row was kept, before the round was closed: no other noise on other sums. */
  @Test
  void roundThatHasARowIsReleasedFromItAndNotDrawnAgain() {
    RunSettings settings = settings(new Mechanism.Banded(4), 12, 4);
    PrivacyMechanism privacy = mechanism(settings);
    for (int round = 1; round <= 4; round++) {
      release(settings, privacy, round, round);
    }
    double[] first = release(settings, privacy, 5, 1000);
    disk.entries().remove(disk.entries().size() - 1); // the closing entry of round 5
    PrivacyMechanism again = mechanism(settings);
    assertThat(release(settings, again, 5, -77)).isEqualTo(first);
    assertThat(release(settings, again, 6, 0)).isNotEqualTo(first);
    assertThat(disk.rows().of(3)).isNull(); // deleted as soon as no round needs it
  }

  @Test
  void runWithoutItsRowsIsNotTakenUp() {
    RunSettings settings = settings(new Mechanism.Banded(4), 12, 4);
    PrivacyMechanism privacy = mechanism(settings);
    for (int round = 1; round <= 6; round++) {
      release(settings, privacy, round, 0);
    }
    disk.replaceRows(BandedRows.inMemory());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mechanism(settings))
        .withMessageContaining("the row of round 4 is gone");
  }

  @Test
  void nothingIsReleasedWhereNoRowCanBeKept() {
    RunSettings settings = settings(new Mechanism.Banded(4), 12, 4);
    disk.replaceRows(BandedRows.NONE);
    PrivacyMechanism privacy = mechanism(settings);
    assertThatIllegalStateException()
        .isThrownBy(() -> release(settings, privacy, 1, 0))
        .withMessageContaining("nowhere to keep round 1");
  }

  @Test
  void bandThatReachesFromOneTurnIntoTheNextIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new Mechanism.Banded(5), 12, 4))
        .withMessageContaining("banded noise: over 5 rounds");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                settings(new Mechanism.Banded(4), 12, 4)
                    .but()
                    .cohort(new CohortSize.Count(2))
                    .build())
        .withMessageContaining("expected: a schedule");
    assertThat(Mechanism.parse("Banded[band=20]")).isEqualTo(new Mechanism.Banded(20));
  }
}
