package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A crash ends a masked round whose clients, over a network, will not answer it again. */
class LostRoundsTest {
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<Integer> gathered = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private int killedIn;

  private Cohort clients(boolean once) {
    return new OutlivingClients(
        once,
        gathered,
        round -> {
          if (round == killedIn) {
            killedIn = 0;
            throw new IllegalStateException("killed");
          }
        });
  }

  private static RunSettings masked() {
    Promise promise =
        new Promise(
            new Mechanism.Central(),
            0.5,
            2,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            null,
            true);
    return RunSettings.of(new LinearModel(3, 8), OutlivingClients.COUNT)
        .rounds(4)
        .strategy(new FedAvg())
        .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .masking(new Masking(3, 0, 0))
        .promise(promise)
        .build();
  }

  private Federation federation(Cohort cohort) {
    return new Federation(
        masked(),
        ledger::add,
        List.copyOf(ledger),
        cohort,
        null,
        List.of(reports::add),
        System::nanoTime);
  }

  private void killInRoundThreeAndGoOn(Cohort cohort) throws InterruptedException {
    killedIn = 3;
    Federation killed = federation(cohort);
    assertThatThrownBy(killed::run).hasMessage("killed");
    ServerState last = reports.get(1).state();
    federation(cohort).run(last, 3);
  }

  private List<Integer> paid() {
    return LedgerEntry.paid(ledger).stream().map(LedgerEntry.Paid::round).toList();
  }

  @Test
  void maskedRoundThatClientsAnswerOnceIsNeitherAskedNorPaidAgain() throws InterruptedException {
    killInRoundThreeAndGoOn(clients(true));
    assertThat(gathered).containsExactly(1, 2, 3, 4);
    assertThat(paid()).containsExactly(1, 2, 3, 4);
    assertThat(reports).extracting(RoundReport::round).containsExactly(1, 2, 3, 4);
    RoundReport lost = reports.get(2);
    assertThat(lost.task().cohort()).hasSize(OutlivingClients.COUNT);
    assertThat(lost.aggregate().contributors()).isEmpty();
    assertThat(lost.aggregate().whyNoSum()).contains("answer a masked round once");
    assertThat(lost.parameters()).isEqualTo(reports.get(1).parameters());
    assertThat(reports.get(3).aggregate().hasSum()).isTrue();
    assertThat(reports)
        .extracting(report -> Objects.requireNonNull(report.privacy()).epsilon())
        .isSorted();
    assertThat(ledger)
        .filteredOn(LedgerEntry.Closed.class::isInstance)
        .map(closed -> ((LedgerEntry.Closed) closed).contributed())
        .containsExactly(8, 8, 0, 8);
  }

  @Test
  void thatRoundIsLostHoweverOftenTheCoordinatorIsStoppedOnTheWay() throws InterruptedException {
    Cohort cohort = clients(true);
    killInRoundThreeAndGoOn(cohort);
    federation(cohort).run(reports.get(1).state(), 3);
    assertThat(gathered).containsExactly(1, 2, 3, 4);
    assertThat(paid()).containsExactly(1, 2, 3, 4);
    assertThat(reports.get(5).aggregate().hasSum()).isFalse();
  }

  @Test
  void clientsThatAnswerAgainAreAskedAndTheRoundIsPaidAgain() throws InterruptedException {
    killInRoundThreeAndGoOn(clients(false));
    assertThat(gathered).containsExactly(1, 2, 3, 3, 4);
    assertThat(paid()).containsExactly(1, 2, 3, 3, 4);
    assertThat(reports.get(2).aggregate().hasSum()).isTrue();
  }
}
