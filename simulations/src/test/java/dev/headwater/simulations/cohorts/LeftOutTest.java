package dev.headwater.simulations.cohorts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.hostile.AttackPlan;
import dev.headwater.simulations.hostile.PlannedConduct;
import dev.headwater.simulations.hostile.Who;
import dev.headwater.simulations.hostile.attack.Attacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that do not answer the open round, behind real sockets and a real deadline. */
class LeftOutTest {
  private static final LinearModel MODEL = new LinearModel(3, 6);
  private static final SortedMap<String, ClientExamples> CLIENTS = Samples.clients(4, 6, 3);

  /** Long enough for three answers; a round that lacks one waits for it to its end. */
  private static final Duration DEADLINE = Duration.ofMillis(1500);

  /** An attacker alone estimates from its own examples, as a client process does. */
  @ParameterizedTest
  @ValueSource(strings = {"silent", "replay", "stale:1"})
  void coordinatorEndsTheRoundWithTheOthers(String attack) throws InterruptedException {
    var plan =
        AttackPlan.always(
            Attacks.parse(attack), new Who.Named(new TreeSet<>(List.of("client-1"))), 1);
    RunSettings settings =
        RunSettings.of(MODEL, CLIENTS.size())
            .rounds(2)
            .hyper(new Hyperparameters(1, 5, 0.1, 0, 0, 0))
            .build();
    RunDescription run =
        new RunDescription(
            "run-1",
            "test",
            List.of("cat", "dog", "fox"),
            32,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f),
            new BackboneDescription("ab".repeat(32), "sample", MODEL.features(), false),
            0,
            settings.seed(),
            false,
            MODEL.spec().toString(),
            "memory-1");
    List<RoundReport> reports = new ArrayList<>();
    try (Workers workers = new Workers("nodes", 2);
        GrpcCohort cohort =
            new GrpcCohort(
                run,
                CLIENTS,
                new InMemory(),
                workers,
                3,
                DEADLINE,
                PlannedConduct.alone(plan.alone("client-1")),
                false)) {
      new Federation(settings, cohort, reports::add).run();
    }
    assertThat(reports.get(1).aggregate().contributors())
        .containsExactly("client-0", "client-2", "client-3");
    assertThat(reports.get(1).aggregate().refusals()).isEmpty();
    assertThat(reports.get(1).aggregate().hasSum()).isTrue();
  }
}
