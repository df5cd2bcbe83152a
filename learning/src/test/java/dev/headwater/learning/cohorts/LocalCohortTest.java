package dev.headwater.learning.cohorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.contracts.CohortContract;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** On the caller's own thread. */
class LocalCohortTest extends CohortContract {
  @Override
  protected Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings) {
    return new LocalCohort(clients, Runnable::run, new InMemory(), new PlainMasks());
  }

  @Test
  void roundOfWhichNobodyCanBeCountedEndsTheRunWithTheFirstReason() {
    SortedMap<String, ClientExamples> broken = Samples.clients(3, 8, 3);
    broken.replaceAll(
        (name, data) -> new ClientExamples(new Examples(new float[8], new int[] {3}, 8)));
    Federation federation =
        new Federation(RunSettings.of(new LinearModel(3, 8), 3).build(), new LocalCohort(broken));
    assertThatExceptionOfType(QuorumNotMetException.class)
        .isThrownBy(federation::run)
        .withMessageStartingWith(
            "round 1: none of 3 contributions was counted, the first because of examples: label 3");
  }

  @Test
  void masksThatTheCohortDoesNotHaveAreRefusedBeforeTheLedgerIsOpened() {
    RunSettings masked =
        RunSettings.of(new LinearModel(3, 8), 5)
            .summing(new Summing(new Weighting.Uniform(), 64))
            .masking(new Masking(2, 0, 0))
            .build();
    List<LedgerEntry> ledger = new ArrayList<>();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Federation(
                    masked,
                    ledger::add,
                    List.of(),
                    new LocalCohort(Samples.clients(5, 8, 3)),
                    null,
                    List.of(),
                    () -> 0))
        .withMessage(
            "secure aggregation: this cohort has no masks (expected: one that was given some)");
    assertThat(ledger).isEmpty();
  }

  @Test
  void whoIsInTheCohortIsFixedWhenItIsMade() {
    SortedMap<String, ClientExamples> clients = Samples.clients(3, 8, 3);
    LocalCohort cohort = new LocalCohort(clients);
    clients.put("client-0", new ClientExamples(Samples.examples(99, 8, 3, 1)));
    clients.remove("client-1");
    assertThat(cohort.population(1)).containsEntry("client-0", 4).containsKey("client-1");
  }
}
