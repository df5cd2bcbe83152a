package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.robust.TrimmedMean;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A round that is known to be impossible is neither asked nor paid. */
class ImpossibleRoundsTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final int CLIENTS = 8;

  private static RunBuilder uniform() {
    return RunSettings.of(MODEL, CLIENTS)
        .rounds(4)
        .summing(new Summing(new Weighting.Uniform(), 64));
  }

  @Test
  void roundOfFewerThanTheMasksNeedIsNeitherAskedNorPaid() {
    RunSettings settings =
        uniform()
            .promise(
                new Promise(
                    new Mechanism.Distributed(6),
                    0.5,
                    2,
                    1e-3,
                    Double.POSITIVE_INFINITY,
                    AccountantKind.RDP,
                    1,
                    null,
                    true))
            .masking(new Masking(6, 0, 0))
            .build();
    List<LedgerEntry> ledger = new ArrayList<>();
    LocalCohort few =
        new LocalCohort(Samples.clients(5, 8, 3), Runnable::run, new InMemory(), new PlainMasks());
    Federation federation =
        new Federation(settings, ledger::add, List.of(), few, null, List.of(), () -> 0);
    assertThatIllegalArgumentException()
        .isThrownBy(federation::run)
        .withMessage("min-survivors: 6 of a cohort of 5 (expected: no more than are asked)");
    assertThat(ledger).hasSize(1); // it was opened, and nothing was paid
  }

  @Test
  void roundOfFewerThanTheTrimmedMeanNeedsIsNotAsked() {
    RunSettings settings = RunSettings.of(MODEL, CLIENTS).aggregator(new TrimmedMean(0.2)).build();
    Federation federation =
        new Federation(
            settings,
            new LocalCohort(Samples.clients(4, 8, 3)),
            new RoundListener() {
              @Override
              public void onTask(RoundTask task) {
                throw new AssertionError("asked");
              }

              @Override
              public void onRound(RoundReport report) {}
            });
    assertThatIllegalArgumentException()
        .isThrownBy(federation::run)
        .withMessageContaining("of 4 contributions leaves out none");
  }

  @Test
  void clientThatScaffoldCountedAndThatLeftEndsTheRunBeforeAnybodyIsAsked()
      throws InterruptedException {
    RunSettings settings = uniform().strategy(new Scaffold(1)).build();
    List<RoundReport> reports = new ArrayList<>();
    InMemory memory = new InMemory();
    ServerState two =
        new Federation(
                settings.but().rounds(2).build(),
                new LocalCohort(Samples.clients(CLIENTS, 8, 3), Runnable::run, memory, null),
                reports::add)
            .run();
    SortedMap<String, ClientExamples> others = Samples.clients(CLIENTS + 1, 8, 3);
    others.remove("client-3");
    Federation federation =
        new Federation(
            settings, new LocalCohort(others, Runnable::run, memory, null), reports::add);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> federation.run(two, 3))
        .withMessage(
            "strategy: scaffold:1, and client client-3 has left (expected: the same clients from the first round to the last)");
    assertThat(reports).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scaffold:1", "feddyn:0.1"})
  void newcomerToAStrategyThatCountsItsClientsEndsTheRunBeforeAnybodyIsAsked(String strategy)
      throws InterruptedException {
    RunSettings settings = uniform().strategy(Strategies.CHOICES.parse(strategy)).build();
    InMemory memory = new InMemory();
    ServerState one =
        new Federation(
                settings.but().rounds(1).build(),
                new LocalCohort(Samples.clients(CLIENTS, 8, 3), Runnable::run, memory, null))
            .run();
    Federation federation =
        new Federation(
            settings,
            new LocalCohort(Samples.clients(CLIENTS + 1, 8, 3), Runnable::run, memory, null),
            new RoundListener() {
              @Override
              public void onTask(RoundTask task) {
                throw new AssertionError("asked");
              }

              @Override
              public void onRound(RoundReport report) {}
            });
    assertThatIllegalArgumentException()
        .isThrownBy(() -> federation.run(one, 2))
        .withMessageContaining("began with %d clients, round 2 has %d", CLIENTS, CLIENTS + 1);
  }
}
