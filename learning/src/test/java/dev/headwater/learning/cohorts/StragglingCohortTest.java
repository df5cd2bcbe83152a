package dev.headwater.learning.cohorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StragglingCohortTest {
  private static final int CLIENTS = 6;
  private static final int EPOCHS = 4;
  private static final Hyperparameters HYPER = new Hyperparameters(EPOCHS, 4, 0.1, 0, 0, 0);

  private static SortedMap<String, ClientExamples> clients() {
    return Samples.clients(CLIENTS, 8, 3);
  }

  private static RunBuilder run(String strategy) {
    Strategy algorithm = Strategies.CHOICES.parse(strategy);
    boolean uniform = algorithm.needs().contains(Need.UNIFORM_WEIGHTS);
    return RunSettings.of(new LinearModel(3, 8), CLIENTS)
        .strategy(algorithm)
        .rounds(4)
        .cohort(new CohortSize.Count(5))
        .hyper(HYPER)
        .summing(uniform ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
        .seed(3);
  }

  private static RoundTask task(RunSettings settings) {
    SortedMap<String, Integer> population = new TreeMap<>();
    clients().forEach((name, data) -> population.put(name, data.train().size()));
    return settings.task(1, settings.start(), population, Instruction.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavg", "fedprox:0.5", "fednova", "scaffold", "ditto:0.1"})
  void updateOfAStragglerIsThatOfAClientThatIsToldToDoFewerEpochs(String strategy)
      throws InterruptedException {
    RoundTask all = task(run(strategy).build());
    RoundTask whole = all.among(all.cohort().subList(0, 1));
    String client = whole.cohort().get(0);
    InMemory slow = new InMemory();
    InMemory told = new InMemory();
    Aggregate partial =
        new LocalCohort(clients(), Runnable::run, slow, null)
            .gather(whole.slowed(new TreeMap<>(Map.of(client, 2))), new ExactMean());
    RoundTask fewer =
        new RoundTask(
            whole.train().withLocalEpochs(2),
            whole.cohort(),
            whole.population(),
            whole.counted(),
            null,
            whole.topUp());
    Aggregate expected =
        new LocalCohort(clients(), Runnable::run, told, null).gather(fewer, new ExactMean());
    assertThat(partial).usingRecursiveComparison().isEqualTo(expected);
    if (whole.train().keepsMemory()) {
      assertThat(slow.load(client, 1)).isEqualTo(told.load(client, 1));
    }
    assertThat(new LocalCohort(clients()).gather(whole, new ExactMean()).total().units())
        .isNotEqualTo(partial.total().units());
  }

  /** By num_examples: the steps are those that each client has taken. */
  @Test
  void normalisedAveragingCountsTheStepsThatWereTaken() throws InterruptedException {
    RunSettings settings = run("fednova").cohort(new CohortSize.All()).build();
    RoundTask task = task(settings);
    Stragglers slow = new Stragglers(0.5, false);
    SortedMap<String, Integer> epochs = slow.of(task, EPOCHS);
    assertThat(epochs.values()).anyMatch(some -> some < EPOCHS);
    double steps = 0;
    double weights = 0;
    for (Map.Entry<String, ClientExamples> one : clients().entrySet()) {
      int size = one.getValue().train().size();
      int batches = (size + 3) / 4;
      steps += (double) size * batches * epochs.getOrDefault(one.getKey(), EPOCHS);
      weights += size;
    }
    Aggregate aggregate =
        new StragglingCohort(new LocalCohort(clients()), slow).gather(task, new ExactMean());
    assertThat(aggregate.meanScalar(Sgd.STEPS)).isEqualTo(steps / weights);
  }

  @Test
  void droppedStragglersAreAsIfTheyWereAbsent() throws InterruptedException {
    RunSettings settings = run("fedavg").build();
    RoundTask task = task(settings);
    Stragglers slow = new Stragglers(0.6, true);
    List<String> inTime = new ArrayList<>(task.cohort());
    inTime.removeAll(slow.of(task, EPOCHS).keySet());
    Aggregate aggregate =
        new StragglingCohort(new LocalCohort(clients()), slow).gather(task, new ExactMean());
    assertThat(aggregate.contributors()).hasSize(2).containsExactlyInAnyOrderElementsOf(inTime);
    SortedMap<String, ClientExamples> others = clients();
    others.keySet().retainAll(inTime);
    assertThat(aggregate)
        .usingRecursiveComparison()
        .isEqualTo(new LocalCohort(others).gather(task.among(inTime), new ExactMean()));
  }

  @Test
  void roundOfStragglersAloneGivesNoSumAndTheParametersStay() throws InterruptedException {
    RunSettings settings = run("fedavg").cohort(new CohortSize.Count(1)).rounds(1).build();
    List<String> whys = new ArrayList<>();
    StragglingCohort cohort =
        new StragglingCohort(new LocalCohort(clients()), new Stragglers(0.9, true));
    assertThat(
            new Federation(
                    settings,
                    cohort,
                    report -> whys.add(String.valueOf(report.aggregate().whyNoSum())))
                .run()
                .parameters())
        .isEqualTo(settings.start().parameters());
    assertThat(whys).containsExactly("every client that was asked is a straggler");
  }

  @ParameterizedTest
  @ValueSource(strings = {"partial:0.6", "drop:0.6"})
  void bitsDoNotDependOnThreads(String stragglers) throws InterruptedException {
    RunSettings settings = run("fedavg").build();
    Stragglers slow = Stragglers.parse(stragglers);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertThat(
              new Federation(
                      settings,
                      new StragglingCohort(
                          new LocalCohort(clients(), threads, new InMemory(), null), slow))
                  .run())
          .isEqualTo(
              new Federation(settings, new StragglingCohort(new LocalCohort(clients()), slow))
                  .run());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void roundsOfExactSumsHaveNoStragglers() throws InterruptedException {
    RoundTask task = task(run("fed3r:1").cohort(new CohortSize.All()).build());
    assertThat(
            new StragglingCohort(new LocalCohort(clients()), new Stragglers(0.5, true))
                .gather(task, new ExactMean())
                .contributors())
        .hasSize(CLIENTS);
  }

  @Test
  void runsInWhichNobodyCanBeSlowAreRefused() {
    Stragglers half = new Stragglers(0.5, false);
    RunSettings masked =
        run("fedavg")
            .summing(new Summing(new Weighting.Uniform(), 64))
            .masking(new Masking(2, 0, 0))
            .build();
    requireRefused(masked, half, "stragglers: with secure aggregation");
    RunSettings closed = run("fed3r:1").cohort(new CohortSize.All()).build();
    requireRefused(closed, half, "stragglers: with strategy fed3r:1");
    RunSettings once = run("fedavg").hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0)).build();
    requireRefused(once, half, "stragglers: partial work of 1 local epoch");
    StragglingCohort.requireFor(once, new Stragglers(0.5, true));
    StragglingCohort.requireFor(masked, Stragglers.NONE);
  }

  private static void requireRefused(RunSettings settings, Stragglers stragglers, String start) {
    StragglingCohort cohort = new StragglingCohort(new LocalCohort(clients()), stragglers);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Federation(settings, cohort))
        .withMessageStartingWith(start);
  }
}
