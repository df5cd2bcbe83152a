package dev.headwater.simulations.unlearning;

import static dev.headwater.simulations.unlearning.KeptRun.clients;
import static dev.headwater.simulations.unlearning.KeptRun.clientsWithout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.secagg.simulation.InMemoryMasks;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left after unlearning has the bits of the run that never saw the client. */
final class UnlearningTest {
  private final Path folder;

  UnlearningTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fed3r",
        "fed3r:2",
        "lda",
        "lda:0.1",
        "fedncm",
        "exact-softmax",
        "exact-softmax:0.1"
      })
  void everyClosedFormForgetsToTheBitsOfTheRunWithoutTheClient(String strategy) throws IOException {
    KeptRun kept = new KeptRun(folder, strategy);
    kept.run("all", 5, new LocalCohort(clients()));
    assertThat(kept.run("without", 4, new LocalCohort(clientsWithout("client-3"))))
        .isEqualTo(RunOutcome.DONE);

    Cohort unlearning = kept.departure("all", "client-3").of(new LocalCohort(clients()));
    assertThat(kept.run("unlearned", 4, unlearning)).isEqualTo(RunOutcome.DONE);

    assertThat(kept.digests("unlearned"))
        .isNotEmpty()
        .isEqualTo(kept.digests("without")) // in every round: penalties and steps are redone
        .isNotEqualTo(kept.digests("all"));
    assertThat(folder.resolve("unlearned").resolve(SavedStatistics.NAME))
        .hasSameBinaryContentAs(folder.resolve("without").resolve(SavedStatistics.NAME));
    assertThat(kept.state("unlearned")).isEqualTo(kept.state("without"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fed3r", "fedncm", "exact-softmax:0.1"})
  void twoClientsLeaveOneAfterTheOther(String strategy) {
    KeptRun kept = new KeptRun(folder, strategy);
    kept.run("all", 5, new LocalCohort(clients()));
    kept.run("without", 3, new LocalCohort(clientsWithout("client-3", "client-1")));

    kept.run("one", 4, kept.departure("all", "client-3").of(new LocalCohort(clients())));
    Cohort stay = new LocalCohort(clientsWithout("client-3"));
    kept.run("two", 3, kept.departure("one", "client-1").of(stay));

    assertThat(kept.digests("two")).isNotEmpty().isEqualTo(kept.digests("without"));
  }

  @Test
  void clientOfAMaskedRunIsTakenOutOfTheUnmaskedSum() {
    KeptRun kept = new KeptRun(folder, "fed3r");
    kept.run("all", masked(kept, 5), masking(clients()));
    kept.run("without", masked(kept, 4), masking(clientsWithout("client-0")));

    Cohort unlearning = kept.departure("all", "client-0").of(masking(clients()));
    kept.run("unlearned", masked(kept, 4), unlearning);

    assertThat(kept.digests("unlearned")).hasSize(2).isEqualTo(kept.digests("without"));
  }

  private static RunSettings masked(KeptRun kept, int clients) {
    return kept.settings(clients)
        .but()
        .summing(new Summing(new Weighting.Capped(1000), Long.SIZE))
        .masking(new Masking(2, 0.1, 0.1))
        .build();
  }

  private static Cohort masking(SortedMap<String, ClientExamples> clients) {
    return new LocalCohort(clients, Runnable::run, new InMemory(), new InMemoryMasks());
  }

  @Test
  void headOfOneRoundNeedsNobodyElseToBeThere() {
    KeptRun kept = new KeptRun(folder, "fed3r:2");
    kept.run("all", 5, new LocalCohort(clients()));
    kept.run("without", 4, new LocalCohort(clientsWithout("client-3")));

    Cohort two = new LocalCohort(clientsWithout("client-0", "client-1", "client-2"));
    kept.run("unlearned", 4, kept.departure("all", "client-3").of(two));

    assertThat(kept.digests("unlearned")).hasSize(1).isEqualTo(kept.digests("without"));
  }
}
