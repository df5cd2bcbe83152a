package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every privacy mechanism does that {@link RunSettings#privacy} gives, in runs of clients. */
public abstract class PrivacyMechanismContract {
  private final MemoryLedger durable = new MemoryLedger();
  private final List<LedgerEntry> ledger = durable.entries();

  /** Settings of at least 4 rounds on 8 features and 3 classes, whose budget is not spent. */
  protected abstract RunSettings settings();

  private SortedMap<String, ClientExamples> clients() {
    return Samples.clients(settings().clients(), 8, 3);
  }

  private SortedMap<String, Integer> population() {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    clients().forEach((name, data) -> sizes.put(name, data.train().size()));
    return sizes;
  }

  private PrivacyMechanism fresh() {
    return settings().privacy(durable, List.of());
  }

  private LocalCohort cohort() {
    return new LocalCohort(clients(), Runnable::run, new InMemory(), new PlainMasks());
  }

  private RoundTask task(int round, Instruction instruction) {
    return settings().task(round, settings().start(), population(), instruction);
  }

  private Aggregate gathered(RoundTask task) throws InterruptedException {
    return cohort().gather(task, settings().aggregator());
  }

  private boolean promises() {
    return settings().promise() != null;
  }

  @Test
  public void spendingIsToldExactlyWhereSomethingIsPromised() {
    assertThat(fresh().spent() != null).isEqualTo(promises());
    assertThat(ledger.size()).isEqualTo(promises() ? 1 : 0);
  }

  @Test
  public void previewPaysNothingAndIsWhatBeginAsks() {
    PrivacyMechanism mechanism = fresh();
    PrivacySpent before = mechanism.spent();
    int entries = ledger.size();
    Instruction preview = mechanism.preview(population().size());
    assertThat(mechanism.spent()).isEqualTo(before);
    assertThat(ledger).hasSize(entries);
    assertThat(mechanism.begin(1, population())).isEqualTo(preview);
  }

  @Test
  public void roundIsPaidBeforeAnybodyIsAskedAndStaysPaidWhateverBecomesOfIt() {
    PrivacyMechanism mechanism = fresh();
    mechanism.begin(1, population());
    PrivacySpent once = mechanism.spent();
    mechanism.begin(1, population());
    PrivacySpent twice = mechanism.spent();
    if (once == null || twice == null) {
      assertThat(promises()).isFalse();
      assertThat(ledger).isEmpty();
      return;
    }
    assertThat(ledger.stream().filter(LedgerEntry.Paid.class::isInstance)).hasSize(2);
    assertThat(once.epsilon()).isPositive();
    assertThat(twice.epsilon()).isGreaterThan(once.epsilon());
  }

  @Test
  public void spentNeverFallsAndEveryRoundIsInTheLedger() throws InterruptedException {
    List<RoundReport> reports = new ArrayList<>();
    new Federation(settings(), durable, List.of(), cohort(), null, List.of(reports::add), () -> 0)
        .run();
    double last = 0;
    for (RoundReport report : reports) {
      PrivacySpent spent = report.privacy();
      assertThat(spent != null).isEqualTo(promises());
      if (spent != null) {
        // where cohorts are public, a round of clients with few turns so far costs nothing more
        assertThat(spent.epsilon()).isFinite().isPositive().isGreaterThanOrEqualTo(last);
        last = spent.epsilon();
      }
    }
    int rounds = promises() ? settings().rounds() : 0;
    assertThat(ledger.stream().filter(LedgerEntry.Paid.class::isInstance)).hasSize(rounds);
    assertThat(ledger.stream().filter(LedgerEntry.Closed.class::isInstance)).hasSize(rounds);
  }

  @Test
  public void runThatIsTakenUpAgainHasSpentWhatItsLedgerSays() throws InterruptedException {
    PrivacyMechanism mechanism = fresh();
    for (int round = 1; round <= 3; round++) {
      RoundTask task = task(round, mechanism.begin(round, population()));
      mechanism.onServer(task, gathered(task));
    }
    PrivacySpent before = mechanism.spent();
    PrivacyMechanism again = settings().privacy(durable, List.copyOf(ledger));
    PrivacySpent after = again.spent();
    if (before == null || after == null) {
      assertThat(promises()).isFalse();
      return;
    }
    assertThat(after.epsilon()).isEqualTo(before.epsilon());
    assertThat(again.preview(population().size()))
        .isEqualTo(mechanism.preview(population().size()));
  }

  @Test
  public void sumOfARoundThatWasNotBegunIsRefused() throws InterruptedException {
    if (!promises()) {
      return;
    }
    PrivacyMechanism mechanism = fresh();
    RoundTask task = task(1, mechanism.preview(population().size()));
    Aggregate aggregate = gathered(task);
    assertThatIllegalStateException()
        .isThrownBy(() -> mechanism.onServer(task, aggregate))
        .withMessageContaining("expected: round 0");
    Instruction instruction = mechanism.begin(1, population());
    RoundTask later = task(2, instruction);
    Aggregate second = gathered(later);
    assertThatIllegalStateException()
        .isThrownBy(() -> mechanism.onServer(later, second))
        .withMessageContaining("expected: round 1");
  }

  @Test
  public void sumOfClientsThatWereNotAskedToProtectThemselvesIsRefused()
      throws InterruptedException {
    if (!promises()) {
      return;
    }
    PrivacyMechanism mechanism = fresh();
    mechanism.begin(1, population());
    RoundTask open = task(1, Instruction.NONE);
    Aggregate aggregate = gathered(open);
    assertThatIllegalStateException()
        .isThrownBy(() -> mechanism.onServer(open, aggregate))
        .withMessageContaining("as it was begun and paid for");
  }

  @Test
  public void lossesOfClientsAreToldExactlyWhereNothingIsPromised() throws InterruptedException {
    PrivacyMechanism mechanism = fresh();
    RoundTask task = task(1, mechanism.begin(1, population()));
    Aggregate aggregate = mechanism.onServer(task, gathered(task));
    assertThat(Double.isNaN(aggregate.trainLoss())).isEqualTo(promises());
  }
}
