package dev.headwater.simulations.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.cohorts.GrpcCohort;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.Attacks;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six clients of made-up features, two of whom attack. */
class AttackedRunTest {
  private static final int ROUNDS = 4;
  private static final LinearModel MODEL = new LinearModel(3, 6);
  private static final SortedMap<String, ClientExamples> CLIENTS = Samples.clients(6, 6, 3);

  private static RunSettings settings() {
    return RunSettings.of(MODEL, CLIENTS.size())
        .rounds(ROUNDS)
        .hyper(new Hyperparameters(2, 5, 0.1, 0, 0, 0))
        .build();
  }

  private static Roles roles(Attack attack, long seed) {
    return AttackPlan.always(attack, new Who.Count(2), seed).on(new TreeSet<>(CLIENTS.keySet()));
  }

  private static LocalCohort memory(Roles roles, Workers workers) {
    return new LocalCohort(
        CLIENTS,
        workers.executor(),
        new InMemory(),
        null,
        PlannedConduct.simulated(roles, CLIENTS));
  }

  private static List<RoundReport> inMemory(Roles roles) throws InterruptedException {
    List<RoundReport> reports = new ArrayList<>();
    try (Workers workers = new Workers("attacked", 2)) {
      new Federation(settings(), memory(roles, workers), reports::add).run();
    }
    return reports;
  }

  private static List<String> digests(List<RoundReport> reports) {
    return reports.stream().map(report -> report.parameters().digest()).toList();
  }

  private static List<RoundReport> overGrpc(Roles roles) throws InterruptedException {
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
            settings().seed(),
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
                PlannedConduct.simulated(roles, CLIENTS),
                roles.attackers().size(),
                false)) {
      new Federation(settings(), cohort, reports::add).run();
    }
    return reports;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label-flip",
        "backdoor:1",
        "sign-flip:2",
        "scaled:10",
        "extreme-values:8",
        "alie:1.5",
        "ipm:0.5",
        "free-rider:0.1",
        "stale:2,1",
        "nan"
      })
  void nodesAndClientsInMemoryAttackWithTheSameBits(String attack) throws InterruptedException {
    Roles roles = roles(Attacks.parse(attack), 1);
    List<RoundReport> here = inMemory(roles);
    assertThat(digests(overGrpc(roles))).isEqualTo(digests(here)).hasSize(ROUNDS);
    assertThat(digests(inMemory(new Roles(6, List.of())))).isNotEqualTo(digests(here));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backdoor:1", "alie", "free-rider:0.1", "replay", "stale:2"})
  void sameSeedGivesTheSameDigestsAndAnotherSeedOthers(String attack) throws InterruptedException {
    List<String> digests = digests(inMemory(roles(Attacks.parse(attack), 1)));
    assertThat(digests(inMemory(roles(Attacks.parse(attack), 1)))).isEqualTo(digests);
    assertThat(digests(inMemory(roles(Attacks.parse(attack), 3)))).isNotEqualTo(digests);
  }

  @Test
  void numbersThatAreNoneAreRefusedInEveryRound() throws InterruptedException {
    Roles roles = roles(Attacks.parse("nan"), 1);
    for (List<RoundReport> reports : List.of(inMemory(roles), overGrpc(roles))) {
      for (RoundReport report : reports) {
        assertThat(report.aggregate().contributors())
            .hasSize(4)
            .doesNotContainAnyElementsOf(roles.attackers());
        assertThat(report.aggregate().refusals())
            .extracting(Aggregate.Refusal::client)
            .containsExactlyInAnyOrderElementsOf(roles.attackers());
        assertThat(report.aggregate().refusals().get(0).reason())
            .endsWith("NaN (expected: a finite number)");
      }
    }
  }

  /** In its first round a replay has nothing old, and an old head is the one of that round. */
  @ParameterizedTest
  @ValueSource(strings = {"silent", "replay", "stale:1"})
  void whatDoesNotAnswerTheOpenRoundIsLeftOutOfIt(String attack) throws InterruptedException {
    Roles roles = roles(Attacks.parse(attack), 1);
    List<RoundReport> reports = inMemory(roles);
    assertThat(reports).hasSize(ROUNDS);
    for (RoundReport report : reports) {
      boolean first = report.round() == 1 && !attack.equals("silent");
      assertThat(report.aggregate().contributors()).hasSize(first ? 6 : 4);
      assertThat(report.aggregate().refusals()).isEmpty();
    }
  }

  @Test
  void attackersAreHonestOutsideTheirRounds() throws InterruptedException {
    AttackPlan plan =
        new AttackPlan(
            1, List.of(new AttackPlan.Line(Attacks.parse("sign-flip:5"), new Who.Count(2), 3, 3)));
    List<String> digests = digests(inMemory(plan.on(new TreeSet<>(CLIENTS.keySet()))));
    List<String> honest = digests(inMemory(new Roles(6, List.of())));
    assertThat(digests.subList(0, 2)).isEqualTo(honest.subList(0, 2));
    assertThat(digests.get(2)).isNotEqualTo(honest.get(2));
  }

  @Test
  void masksHideAttackersSoThatTheyAreRefused() {
    RunSettings masked =
        settings()
            .but()
            .summing(new Summing(new Weighting.Uniform(), Long.SIZE))
            .masking(new Masking(3, 0.2, 0))
            .build();
    try (Workers workers = new Workers("attacked", 1)) {
      LocalCohort cohort = memory(roles(Attacks.parse("nan"), 1), workers);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cohort.requireAble(masked))
          .withMessageStartingWith("secure aggregation: ");
    }
  }
}
