package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every cohort keeps from round to round: what its clients remember, and the heads of their
 * own that they score. Part of {@link CohortContract}, which adds what one round sums.
 */
public abstract class CohortMemoryContract {
  static final int CLASSES = 3;
  static final int WIDTH = 8;
  static final Model MODEL = new LinearModel(CLASSES, WIDTH);

  /**
   * A cohort of these clients, all of them enrolled, for runs with these settings. Whoever opens
   * something closes it after the test.
   *
   * @param clients by name
   * @param settings of the run; with masks where {@code settings.masking()} is not null
   */
  protected abstract Cohort open(SortedMap<String, ClientExamples> clients, RunSettings settings)
      throws Exception;

  /** Whether refusals that a client sends, or earns, are in the aggregate with their reason. */
  protected boolean tellsRefusals() {
    return true;
  }

  /** Whether examples of classes that the model does not have come as far as a round. */
  protected boolean roundsMeetUnknownClasses() {
    return true;
  }

  /** Whether a client that cannot do the work says so in the round, or else leaves the run. */
  protected boolean staysWhenItCannotWork() {
    return true;
  }

  /** Whether it can run rounds under masks. */
  protected boolean hasMasks() {
    return true;
  }

  static SortedMap<String, ClientExamples> clients() {
    return Samples.clients(5, WIDTH, CLASSES);
  }

  static RunSettings settings(Model model, String strategy) {
    Strategy algorithm = Strategies.CHOICES.parse(strategy);
    boolean uniform = algorithm.needs().contains(Need.UNIFORM_WEIGHTS);
    return RunSettings.of(model, 5)
        .strategy(algorithm)
        .rounds(3)
        .cohort(
            algorithm.needs().contains(Need.EVERYBODY)
                ? new CohortSize.All()
                : new CohortSize.Count(3))
        .hyper(new Hyperparameters(2, 4, 0.1, 0, 0, 0))
        .summing(uniform ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
        .seed(12)
        .build();
  }

  static RunSettings scaffold() {
    return settings(MODEL, "scaffold").but().cohort(new CohortSize.All()).build();
  }

  /** The task of a round of everybody, as the loop makes it. */
  static RoundTask task(RunSettings settings, int round, ServerState state) {
    SortedMap<String, Integer> population = new TreeMap<>();
    clients().forEach((name, data) -> population.put(name, data.train().size()));
    return settings.task(round, state, population, Instruction.NONE);
  }

  @Test
  public void clientThatDivergesIsRefusedAndTheOthersCount() throws Exception {
    RunSettings settings = loud(1);
    RoundTask task = task(settings, 1, settings.start());
    Aggregate aggregate = open(withALoudOne(), settings).gather(task, new ExactMean());
    assertThat(aggregate.contributors())
        .containsExactly("client-0", "client-1", "client-3", "client-4");
    if (tellsRefusals()) {
      assertThat(aggregate.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.client()).isEqualTo("client-2"))
          .satisfies(refusal -> assertThat(refusal.reason()).contains("expected: at most"));
    }
  }

  /** Features of 50 move a weight by several units a round, where the others stay below 1. */
  private static SortedMap<String, ClientExamples> withALoudOne() {
    SortedMap<String, ClientExamples> clients = clients();
    float[] x = new float[10 * WIDTH];
    Arrays.fill(x, 50);
    clients.put("client-2", new ClientExamples(new Examples(x, new int[10], WIDTH)));
    return clients;
  }

  private static RunSettings loud(double maxDelta) {
    return scaffold().but().maxDelta(maxDelta).build();
  }

  @Test
  public void clientThatWasNotCountedGoesOnFromTheMemoryThatItHadBefore() throws Exception {
    ServerState start = loud(1).start();
    RoundTask first = task(loud(1), 1, start);
    Cohort cohort = open(withALoudOne(), loud(1));
    Aggregate refused = cohort.gather(first, new ExactMean());
    ServerState counted = start.counted(refused.contributors(), 1);
    RoundTask second = task(loud(1000), 2, counted);
    Aggregate found = cohort.gather(second, new ExactMean());

    // The same two rounds where the loud client was not even asked in the first one.
    LocalCohort reference = new LocalCohort(withALoudOne());
    reference.gather(first.among(List.copyOf(refused.contributors())), new ExactMean());
    Aggregate expected = reference.gather(second, new ExactMean());
    assertThat(refused.contributors()).doesNotContain("client-2");
    assertThat(found.contributors()).contains("client-2");
    assertThat(found.estimate()).isEqualTo(expected.estimate());
  }

  /** A coordinator that died before its checkpoint asks the round again. */
  @Test
  public void roundWhoseOutcomeWasLostIsForgottenByItsClientsToo() throws Exception {
    RunSettings settings = scaffold();
    Cohort cohort = open(clients(), settings);
    ServerState start = settings.start();
    RoundTask first = task(settings, 1, start);
    Aggregate one = cohort.gather(first, new ExactMean());
    ServerState after = new Scaffold(1).update(start, first, one).counted(one.contributors(), 1);
    cohort.gather(task(settings, 2, after), new ExactMean()); // its outcome is lost
    Aggregate found = cohort.gather(task(settings, 3, after), new ExactMean());

    LocalCohort reference = new LocalCohort(clients());
    reference.gather(first, new ExactMean());
    assertThat(found.estimate())
        .isEqualTo(reference.gather(task(settings, 3, after), new ExactMean()).estimate());
  }

  /** Every strategy in the table whose clients keep memory. */
  static List<String> withMemory() {
    return Strategies.CHOICES.all().stream()
        .map(row -> row.example().toString())
        .filter(
            name -> {
              RunSettings settings = settings(MODEL, name);
              return settings.strategy().work(settings.start(), settings.hyper()).keepsMemory();
            })
        .toList();
  }

  @Test
  public void strategiesWithMemoryAreFound() {
    assertThat(withMemory()).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("withMemory")
  public void clientWhoseMemoryIsLostIsRefusedInASentence(String strategy) throws Exception {
    RunSettings settings = settings(MODEL, strategy).but().cohort(new CohortSize.All()).build();
    ServerState counted = settings.start().counted(List.of("client-3"), 4);
    Aggregate aggregate =
        open(clients(), settings).gather(task(settings, 5, counted), new ExactMean());
    assertThat(aggregate.contributors())
        .containsExactly("client-0", "client-1", "client-2", "client-4");
    if (tellsRefusals() && staysWhenItCannotWork()) {
      assertThat(aggregate.refusals())
          .singleElement()
          .satisfies(
              refusal ->
                  assertThat(refusal.reason())
                      .contains("memory: client-3 was counted in round 4 and remembers nothing"));
    }
  }

  @Test
  public void clientsScoreWhatTheyHoldOutAndThoseWithoutAreMissing() throws Exception {
    SortedMap<String, ClientExamples> some = clients();
    some.put("client-1", new ClientExamples(Samples.examples(7, WIDTH, CLASSES, 1)));
    RunSettings settings = settings(MODEL, "fedavg");
    Parameters at = Samples.parameters(MODEL.layout(), 0.3, 2);
    SortedMap<String, Evaluation> scores =
        open(some, settings).evaluate(new ScoringTask(1, MODEL, at)).global();
    assertThat(scores.keySet()).containsExactly("client-0", "client-2", "client-3", "client-4");
    some.forEach(
        (client, data) -> {
          Evaluation expected = MODEL.score(at, data.heldOut());
          assertThat(scores.getOrDefault(client, Evaluation.empty(CLASSES))).isEqualTo(expected);
        });
  }

  /**
   * Two rounds of two clients each: who was counted in a round has its head of it, who was not the
   * one before, and who never was has none.
   */
  @Test
  public void personalHeadsAreScoredAsOfTheLastCountedRound() throws Exception {
    RunSettings settings = settings(MODEL, "ditto:0.1");
    Cohort cohort = open(clients(), settings);
    ServerState start = settings.start();
    RoundTask one = task(settings, 1, start).among(List.of("client-0", "client-1"));
    Aggregate first = cohort.gather(one, new ExactMean());
    ServerState after = start.counted(first.contributors(), 1);
    cohort.gather(task(settings, 2, after).among(List.of("client-1", "client-2")), new ExactMean());
    SortedMap<String, Integer> counted = after.counted(List.of("client-2"), 2).counted();
    ClientScores scores =
        cohort.evaluate(new ScoringTask(2, MODEL, start.parameters(), true, counted));
    assertThat(scores.global()).hasSize(5);
    assertThat(scores.personal().keySet()).containsExactly("client-0", "client-1", "client-2");

    // client-1 was asked in round 2 as well, but not counted: its head is that of round 1.
    assertThat(scores.personal())
        .isEqualTo(
            Map.of(
                "client-0", personal(settings, "client-0", 1),
                "client-1", personal(settings, "client-1", 1),
                "client-2", personal(settings, "client-2", 2)));
    assertThat(scores.personal().get("client-1")).isNotEqualTo(scores.global().get("client-1"));
    ScoringTask plain = new ScoringTask(2, MODEL, start.parameters());
    assertThat(cohort.evaluate(plain))
        .isEqualTo(new ClientScores(scores.global(), new TreeMap<>()));
  }

  @ParameterizedTest
  @MethodSource("withMemory")
  public void scoresLeaveTheRunAndItsMemoryAsTheyAre(String strategy) throws Exception {
    RunSettings silent = settings(MODEL, strategy);
    RunSettings scored = silent.but().scoring(EvaluateClients.EVERY_ROUND).build();
    ServerState here = new Federation(silent, new LocalCohort(clients())).run();
    assertThat(new Federation(scored, open(clients(), scored)).run()).isEqualTo(here);
  }

  @Test
  public void personalHeadThatIsLostIsNotScored() throws Exception {
    RunSettings settings = settings(MODEL, "ditto:0.1");
    ServerState counted = settings.start().counted(List.of("client-3"), 4);
    ClientScores scores =
        open(clients(), settings)
            .evaluate(new ScoringTask(4, MODEL, counted.parameters(), true, counted.counted()));
    assertThat(scores.global()).hasSize(5);
    assertThat(scores.personal()).isEmpty();
  }

  /** The score of the head that a client trains in its first round. */
  private static Evaluation personal(RunSettings settings, String client, int round) {
    ClientExamples own = Objects.requireNonNull(clients().get(client));
    TrainTask task = task(settings, round, settings.start()).train();
    ClientRound done =
        ClientRound.perform(client, own.train(), own.heldOut(), task, NamedVectors.NONE);
    float[] head = done.memory().get(Sgd.PERSONAL);
    return MODEL.score(Parameters.copyOf(MODEL.layout(), head), own.heldOut());
  }
}
