package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.clipping.AdaptiveClipping;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.cohorts.MaskedRounds;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client whose masked slots and values are not what it was asked for. */
class LyingSlotsTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final int CLIENTS = 8;
  private static final int FLAG = MODEL.layout().size() + 2;
  private static final String LIAR = "client-3";

  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();

  private interface Lie {
    /** Changes what {@code client} masks in a round. */
    void in(int round, String client, long[] units);
  }

  private static MaskedRounds told(Lie lie) {
    return (task, masking, inputs, executor) ->
        new PlainMasks()
            .gather(
                task,
                masking,
                client -> {
                  long[] units = inputs.apply(client);
                  lie.in(task.round(), client, units);
                  return units;
                },
                executor);
  }

  /** The norm after each round, the first round's before it; flags are wanted half and half. */
  private List<Double> norms(int rounds, double count, Lie lie) throws InterruptedException {
    ledger.clear();
    reports.clear();
    var promise =
        new Promise(
            new Mechanism.Central(),
            0.5,
            1e-3,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            new PrivacyPlan.Adaptive(0.5, count),
            false);
    RunSettings settings =
        RunSettings.of(MODEL, CLIENTS)
            .rounds(rounds)
            .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .masking(new Masking(4, 0, 0))
            .promise(promise)
            .build();
    LocalCohort cohort =
        new LocalCohort(Samples.clients(CLIENTS, 8, 3), Runnable::run, new InMemory(), told(lie));
    new Federation(settings, ledger::add, List.of(), cohort, null, List.of(reports::add), () -> 0)
        .run();
    List<Double> norms = new ArrayList<>(List.of(0.5));
    for (LedgerEntry entry : ledger) {
      if (entry instanceof LedgerEntry.Closed closed) {
        norms.add(closed.nextClippingNorm());
      }
    }
    return norms;
  }

  @Test
  void aFlagOfAThousandAbortsItsRoundAndTheRunGoesOn() throws InterruptedException {
    for (long flag : new long[] {1000, -1000, Long.MIN_VALUE}) {
      List<Double> norms =
          norms(
              3,
              0.5,
              (round, client, units) ->
                  units[FLAG] = round == 2 && client.equals(LIAR) ? flag : units[FLAG]);

      assertThat(reports).hasSize(3);
      assertThat(reports.get(1).aggregate().aborted())
          .contains("the masked norm flags of 8 clients sum to");
      assertThat(reports.get(0).aggregate().hasSum()).isTrue();
      assertThat(reports.get(2).aggregate().hasSum()).isTrue();
      assertThat(norms.get(2)).isEqualTo(norms.get(1));
      assertThat(ledger.stream().filter(LedgerEntry.Paid.class::isInstance)).hasSize(3);
    }
  }

  /** All lies that pass: sums of 0 to n. The noise on the count is the same in every run. */
  @Test
  void whateverItsFlagOneClientMovesTheNextNormByNoMoreThanItsShare() throws InterruptedException {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (long sum = 0; sum <= CLIENTS; sum++) {
      long wanted = sum;
      double next =
          norms(
                  1,
                  0.5,
                  (round, client, units) -> {
                    units[FLAG] = client.equals(LIAR) ? wanted : 0;
                  })
              .get(1);
      least = Math.min(least, next);
      most = Math.max(most, next);
    }
    assertThat(most / least).isGreaterThan(1).isLessThanOrEqualTo(Math.exp(0.2 / CLIENTS) + 1e-12);
  }

  /** Without a bound 100 such rounds would multiply the norm by e^10. */
  @Test
  void aLieThatIsToldInEveryRoundStaysInTheBand() throws InterruptedException {
    List<Double> norms = norms(400, 0.5, (round, client, units) -> units[FLAG] = 0);

    assertThat(norms.get(100)).isLessThanOrEqualTo(0.5 * Math.exp(100 * 0.1 / CLIENTS) + 1e-9);
    assertThat(norms.get(400)).isCloseTo(0.5 * AdaptiveClipping.BAND, within(1e-12));
  }

  @Test
  void valuesThatNoClippedSumReachesAbortTheRound() throws InterruptedException {
    for (long value : new long[] {Long.MAX_VALUE / 4, Long.MIN_VALUE}) {
      norms(
          2,
          0.5,
          (round, client, units) ->
              units[5] = round == 1 && client.equals(LIAR) ? value : units[5]);

      assertThat(reports.get(0).aggregate().aborted()).contains("value 5 of the masked delta of 8");
      assertThat(reports.get(1).aggregate().hasSum()).isTrue();
    }
  }

  /** Rows of a whole band are multiplied: integers beyond their grid would overflow. */
  @Test
  void underBandedNoiseTheyAbortTheRoundToo() throws InterruptedException {
    var promise =
        new Promise(
            new Mechanism.Banded(2),
            0.5,
            1,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.PLD,
            1,
            null,
            false);
    RunSettings settings =
        RunSettings.of(MODEL, CLIENTS)
            .rounds(1)
            .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
            .cohort(new CohortSize.Schedule(4, 2))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .masking(new Masking(4, 0, 0))
            .promise(promise)
            .build();
    LocalCohort cohort =
        new LocalCohort(
            Samples.clients(CLIENTS, 8, 3),
            Runnable::run,
            new InMemory(),
            told((round, client, units) -> units[5] = 1L << 60));
    new Federation(settings, ledger::add, List.of(), cohort, null, List.of(reports::add), () -> 0)
        .run();

    assertThat(reports.get(0).aggregate().aborted()).contains("value 5 of the masked delta of 4");
  }

  @Test
  void weightsThatCouldLieUnderMasksAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RunSettings.of(MODEL, CLIENTS)
                    .summing(new Summing(new Weighting.Capped(100), 64))
                    .masking(new Masking(4, 0, 0))
                    .build())
        .withMessageContaining("secure aggregation: weights capped at 100")
        .withMessageContaining("expected: uniform");
  }
}
