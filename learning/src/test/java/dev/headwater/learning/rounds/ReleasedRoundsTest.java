package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.contracts.MemoryLedger;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A crash ends a round of banded noise after its release, which others may have seen, and before it
 * is recorded. The record must say whose answers the release is of.
 */
class ReleasedRoundsTest {
  private final MemoryLedger ledger = new MemoryLedger();
  private final List<Integer> gathered = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private int killedIn;
  private boolean beforeItsRelease;

  private void kill(int round) {
    if (round > 0 && round == killedIn) {
      killedIn = 0;
      throw new IllegalStateException("killed");
    }
  }

  private static RunSettings banded() {
    Promise promise =
        new Promise(
            new Mechanism.Banded(4),
            0.5,
            2,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            null,
            true); // secure: nobody could draw the same noise twice
    return RunSettings.of(new LinearModel(3, 8), OutlivingClients.COUNT)
        .rounds(5)
        .strategy(new FedAvg())
        .cohort(new CohortSize.Schedule(2, 4))
        .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .promise(promise)
        .build();
  }

  private Federation federation() {
    RoundListener recorder =
        report -> {
          reports.add(report);
          kill(report.round());
        };
    return new Federation(
        banded(),
        ledger,
        List.copyOf(ledger.entries()),
        new OutlivingClients(false, gathered, round -> kill(beforeItsRelease ? round : 0)),
        null,
        List.of(recorder),
        System::nanoTime);
  }

  private void killInRoundThreeAndGoOn() throws InterruptedException {
    killedIn = 3;
    Federation killed = federation();
    assertThatThrownBy(killed::run).hasMessage("killed");
    federation().run(reports.get(1).state(), 3);
  }

  private List<LedgerEntry.Paid> paid() {
    return LedgerEntry.paid(ledger.entries());
  }

  @Test
  void roundThatWasReleasedIsNeitherAskedNorPaidNorDrawnAgainAndItsRecordNamesItsOwnCohort()
      throws InterruptedException {
    killInRoundThreeAndGoOn();
    assertThat(gathered).containsExactly(1, 2, 3, 4, 5);
    assertThat(paid()).extracting(LedgerEntry.Paid::round).containsExactly(1, 2, 3, 4, 5);
    RoundReport lost = reports.get(2);
    RoundReport again = reports.get(3);
    assertThat(again.round()).isEqualTo(3);
    assertThat(again.task().cohort()).isEqualTo(lost.task().cohort()).hasSize(2);
    assertThat(again.aggregate().contributors()).isEqualTo(lost.aggregate().contributors());
    assertThat(again.aggregate().numExamples()).isEqualTo(lost.aggregate().numExamples());
    assertThat(again.parameters()).isEqualTo(lost.parameters());
  }

  @Test
  void roundsAfterItAskTheNextOnesInTurn() throws InterruptedException {
    killInRoundThreeAndGoOn();
    List<String> asked = new ArrayList<>();
    paid().subList(0, 4).forEach(round -> asked.addAll(round.asked()));
    assertThat(asked).doesNotHaveDuplicates().hasSize(OutlivingClients.COUNT);
  }

  @Test
  void itIsSoHoweverOftenTheCoordinatorIsStoppedOnTheWay() throws InterruptedException {
    killInRoundThreeAndGoOn();
    federation().run(reports.get(1).state(), 3);
    assertThat(gathered).as("rounds 4 and 5 have rows, too").containsExactly(1, 2, 3, 4, 5);
    assertThat(reports.get(reports.size() - 1).parameters()).isEqualTo(reports.get(5).parameters());
  }

  @Test
  void roundThatWasNotReleasedIsPaidAgainByOthers() throws InterruptedException {
    beforeItsRelease = true;
    killInRoundThreeAndGoOn();
    assertThat(gathered).containsExactly(1, 2, 3, 3, 4, 5);
    assertThat(paid()).extracting(LedgerEntry.Paid::round).containsExactly(1, 2, 3, 3, 4, 5);
    assertThat(paid().get(3).asked()).doesNotContainAnyElementsOf(paid().get(2).asked());
  }
}
