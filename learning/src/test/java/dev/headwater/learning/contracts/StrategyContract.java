package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every strategy does, in runs of five clients of which three are asked where that may be. */
public abstract class StrategyContract {
  private static final int ROUNDS = 5;
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final SortedMap<String, ClientExamples> CLIENTS = Samples.clients(5, 8, 3);

  /** How the strategy under test is typed; for a class of one's own its name. */
  protected abstract String spec();

  private Strategy strategy() {
    return Strategies.CHOICES.parse(spec());
  }

  /** Settings that meet its needs. */
  protected RunSettings settings() {
    Strategy strategy = strategy();
    boolean uniform = strategy.needs().contains(Need.UNIFORM_WEIGHTS);
    boolean everybody = strategy.needs().contains(Need.EVERYBODY);
    return RunSettings.of(MODEL, CLIENTS.size())
        .strategy(strategy)
        .rounds(ROUNDS)
        .cohort(everybody ? new CohortSize.All() : new CohortSize.Count(3))
        .hyper(new Hyperparameters(2, 4, 0.1, 0, 0, 0))
        .summing(uniform ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
        .seed(8)
        .build();
  }

  private List<RoundReport> reports(RunSettings settings) throws InterruptedException {
    List<RoundReport> reports = new ArrayList<>();
    new Federation(settings, new LocalCohort(CLIENTS), reports::add).run();
    return reports;
  }

  /** As a checkpoint gives it back: other arrays, the same numbers. */
  private static ServerState copy(ServerState state) {
    SortedMap<String, double[]> memory = new TreeMap<>();
    state.memory().forEach((name, vector) -> memory.put(name, vector.clone()));
    Parameters p = state.parameters();
    return new ServerState(
        Parameters.copyOf(p.layout(), p.toArray()), memory, new TreeMap<>(state.counted()));
  }

  @Test
  public void nameIsReadBackAsAnEqualStrategy() {
    Strategy strategy = strategy();
    Strategy again = Strategies.CHOICES.parse(strategy.spec().toString());
    assertThat(again.spec()).isEqualTo(strategy.spec());
    assertThat(again.getClass()).isEqualTo(strategy.getClass());
    if (strategy instanceof Record) {
      assertThat(again).isEqualTo(strategy);
    }
  }

  /** Of every kind of work that a run asks for, the run was checked before its first round. */
  @Test
  public void everyRoundAsksForWorkThatTheStrategyHasAnnounced() throws InterruptedException {
    RunSettings settings = settings();
    List<LocalWork> announced = strategy().works(settings.start(), settings.hyper());
    for (RoundReport report : reports(settings)) {
      LocalWork work = report.task().train().work();
      assertThat(announced)
          .anySatisfy(
              known -> {
                assertThat(work.name()).isEqualTo(known.name());
                assertThat(work.keepsMemory()).isEqualTo(known.keepsMemory());
                assertThat(work.statistics()).isEqualTo(known.statistics());
                assertThat(work.scalars()).isEqualTo(known.scalars());
                assertThat(work.outputs(MODEL, 8)).isEqualTo(known.outputs(MODEL, 8));
              });
    }
  }

  /** A round of statistics or scores may only prepare a step. */
  @Test
  public void roundOfTrainingMovesTheParametersToFiniteOnes() throws InterruptedException {
    Parameters start = settings().start().parameters();
    Parameters before = start;
    for (RoundReport report : reports(settings())) {
      LocalWork work = report.task().train().work();
      if (!work.statistics() && !(work instanceof Scores)) {
        assertThat(report.parameters()).isNotEqualTo(before);
      }
      for (float value : report.parameters().toArray()) {
        assertThat(value).isFinite();
      }
      before = report.parameters();
    }
    assertThat(before).isNotEqualTo(start);
  }

  @Test
  public void trainingLossIsReportedOnlyIfClientsComputeOne() throws InterruptedException {
    for (RoundReport report : reports(settings())) {
      boolean computed = report.task().train().work().computesLoss();
      assertThat(Double.isNaN(report.aggregate().trainLoss())).isEqualTo(!computed);
    }
  }

  @Test
  public void updateIsAFunctionOfItsArgumentsAndLeavesThemAsTheyAre() throws InterruptedException {
    ServerState before = settings().start();
    for (RoundReport report : reports(settings())) {
      ServerState kept = copy(before);
      double[] sum = report.aggregate().estimate().mean(0);
      ServerState first = next(before, report);
      ServerState second = next(copy(before), report);
      assertThat(first).isEqualTo(second);
      assertThat(before).isEqualTo(kept);
      assertThat(report.aggregate().estimate().mean(0)).isEqualTo(sum);
      assertThat(first.parameters()).isEqualTo(report.parameters());
      before = report.state();
    }
  }

  private ServerState next(ServerState before, RoundReport report) {
    return report.task().train().work() instanceof Scores
        ? strategy().choose(before, Scores.counts(report.aggregate().total().units()))
        : strategy().update(before, report.task(), report.aggregate());
  }

  @Test
  public void startAndWorkAndBroadcastAreFunctionsOfTheirArguments() throws InterruptedException {
    RunSettings settings = settings();
    assertThat(settings.start()).isEqualTo(settings().start());
    for (RoundReport report : reports(settings)) {
      ServerState state = report.state();
      assertThat(strategy().work(copy(state), settings.hyper()))
          .isEqualTo(strategy().work(state, settings.hyper()));
      assertThat(strategy().broadcast(copy(state))).isEqualTo(strategy().broadcast(state));
      assertThat(strategy().sent(copy(state))).isEqualTo(strategy().sent(state));
      assertThat(strategy().candidates(copy(state))).isEqualTo(strategy().candidates(state));
    }
  }

  @Test
  public void runThatIsCutAndContinuedEndsInTheStateOfTheUninterruptedOne()
      throws InterruptedException {
    int rounds = settings().rounds();
    ServerState whole = new Federation(settings(), new LocalCohort(CLIENTS)).run();
    for (int cut = 1; cut <= rounds; cut++) {
      ClientMemory memory = new InMemory();
      RunSettings shorter = settings().but().rounds(cut).build();
      ServerState state = copy(new Federation(shorter, cohort(memory)).run());
      ServerState end = new Federation(settings(), cohort(memory)).run(state, cut + 1);
      assertThat(end).as("cut after round %d", cut).isEqualTo(whole);
    }
  }

  private static LocalCohort cohort(ClientMemory memory) {
    return new LocalCohort(CLIENTS, Runnable::run, memory, null);
  }

  @Test
  public void stateOfAnotherStrategyIsRefused() {
    ServerState own = settings().start();
    ServerState more = own.with("of-another", new double[3]);
    assertRefused(more, "of-another");
    if (!own.memory().isEmpty()) {
      assertRefused(new ServerState(own.parameters()), own.memory().firstKey());
      assertRefused(own.with(own.memory().firstKey(), new double[2]), own.memory().firstKey());
    }
    ServerState smaller =
        new ServerState(
            Parameters.zeros(new LinearModel(3, 7).layout()), own.memory(), own.counted());
    assertRefused(smaller, "layout");
  }

  private void assertRefused(ServerState state, String what) {
    Federation federation = new Federation(settings(), new LocalCohort(CLIENTS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> federation.run(state, 1))
        .withMessageStartingWith("strategy: ")
        .withMessageContaining(what)
        .withMessageContaining("expected: ");
  }

  @Test
  public void everyVectorThatItRemembersIsThereFromTheStart() throws InterruptedException {
    RunSettings settings = settings();
    for (RoundReport report : reports(settings)) {
      settings.requireState(report.state());
    }
  }
}
