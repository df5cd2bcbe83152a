package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.training.softmax.Scoring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FederationTest {
  private static final Parameters START = Parameters.zeros(new Head(3, 12).layout());

  /** Clients in this process, in whatever order the test wants; writes down what is asked of it. */
  private static final class FakeCohort implements Cohort {
    final List<String> events;
    final boolean backwards;
    final LocalCohort clients;

    FakeCohort(List<String> events, boolean backwards) {
      this.events = events;
      this.backwards = backwards;
      SortedMap<String, ClientExamples> data = new TreeMap<>();
      for (int k = 0; k < 6; k++) {
        Examples examples = Clients.realistic(10 + 3 * k, 12, 3, k);
        data.put("client-" + k, new ClientExamples(examples, examples));
      }
      clients = new LocalCohort(data);
    }

    @Override
    public SortedMap<String, Integer> population(int round) {
      events.add("population " + round);
      return clients.population(round);
    }

    @Override
    public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
      events.add("gather " + task.round());
      List<String> order = new ArrayList<>(task.cohort());
      if (backwards) {
        Collections.reverse(order);
      }
      return clients.gather(task.among(order), aggregator);
    }

    @Override
    public ClientScores evaluate(ScoringTask task) throws InterruptedException {
      events.add("evaluate " + task.round());
      return clients.evaluate(task);
    }
  }

  private final List<String> events = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();

  private RoundListener listener(String name) {
    return new RoundListener() {
      @Override
      public void onTask(RoundTask task) {
        events.add(name + " task " + task.round());
      }

      @Override
      public void onRound(RoundReport report) {
        events.add(name + " report " + report.round());
        reports.add(report);
      }
    };
  }

  private Parameters run(
      int rounds,
      boolean backwards,
      @Nullable Scorer test,
      EvaluateClients evaluate,
      RoundListener... listeners)
      throws InterruptedException {
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 12), 6)
            .rounds(rounds)
            .cohort(new CohortSize.Count(4))
            .hyper(Clients.sgd(2, 5, 0.05))
            .learningRate(LearningRate.COSINE)
            .seed(5)
            .scoring(evaluate)
            .build();
    AtomicLong clock = new AtomicLong();
    return new Federation(
            settings,
            Ledger.NONE,
            List.of(),
            new FakeCohort(events, backwards),
            test,
            List.of(listeners),
            () -> clock.getAndAdd(250_000_000))
        .run()
        .parameters();
  }

  @Test
  void everyRoundAsksGathersScoresAndReportsInOrder() throws InterruptedException {
    run(
        2,
        false,
        parameters -> {
          events.add("test set");
          return Evaluation.empty(3);
        },
        EvaluateClients.EVERY_ROUND,
        listener("first"),
        listener("second"));
    assertThat(events)
        .containsExactly(
            "population 1",
            "first task 1",
            "second task 1",
            "gather 1",
            "test set",
            "evaluate 1",
            "first report 1",
            "second report 1",
            "population 2",
            "first task 2",
            "second task 2",
            "gather 2",
            "test set",
            "evaluate 2",
            "first report 2",
            "second report 2");
  }

  @Test
  void clientsScoreInTheLastRoundOnlyWhereThatIsAsked() throws InterruptedException {
    run(3, false, null, EvaluateClients.LAST_ROUND, listener("l"));
    assertThat(events).contains("evaluate 3").doesNotContain("evaluate 1", "evaluate 2");
    assertThat(reports.get(0).clients()).isEmpty();
    assertThat(reports.get(0).evaluation()).isNull();
    assertThat(reports.get(2).clients()).hasSize(6);
  }

  @Test
  void clientsNeverScoreWhereThatIsAsked() throws InterruptedException {
    run(2, false, null, EvaluateClients.NEVER, listener("l"));
    assertThat(events).noneMatch(event -> event.startsWith("evaluate"));
  }

  @Test
  void reportSaysWhatHappened() throws InterruptedException {
    Parameters result = run(3, false, null, EvaluateClients.EVERY_ROUND, listener("l"));
    RoundReport last = reports.get(2);
    assertThat(last.round()).isEqualTo(3);
    assertThat(last.parameters()).isEqualTo(result);
    assertThat(last.digest()).isEqualTo(result.digest());
    assertThat(last.seconds()).isEqualTo(0.25);
    assertThat(last.test()).isNull();
    assertThat(last.aggregate().contributors()).containsExactlyElementsOf(last.task().cohort());
    assertThat(last.aggregate().bytesUp()).isEqualTo(4 * 4L * START.size());
    assertThat(reports.get(1).task().train().parameters()).isEqualTo(reports.get(0).parameters());
  }

  @Test
  void watchedScoreIsTheTestSetsElseThatOfAllClientsTogether() throws InterruptedException {
    Evaluation onTest = new Evaluation(1, List.of(1L, 0L, 0L), List.of(2L, 0L, 0L));
    run(1, false, p -> onTest, EvaluateClients.EVERY_ROUND, listener("l"));
    run(1, false, null, EvaluateClients.EVERY_ROUND, listener("l"));
    assertThat(reports.get(0).evaluation()).isSameAs(onTest);
    Evaluation together = Objects.requireNonNull(reports.get(1).evaluation());
    assertThat(together.numExamples()).isEqualTo(10 + 13 + 16 + 19 + 22 + 25);
    assertThat(together)
        .isEqualTo(
            reports.get(1).clients().values().stream().reduce(Evaluation::plus).orElseThrow());
  }

  @Test
  void orderOfAnswersDoesNotChangeABit() throws InterruptedException {
    Parameters forwards = run(5, false, null, EvaluateClients.NEVER);
    assertThat(run(5, true, null, EvaluateClients.NEVER)).isEqualTo(forwards);
    assertThat(forwards).isNotEqualTo(START);
  }

  @Test
  void runLearns() throws InterruptedException {
    Parameters result = run(15, false, null, EvaluateClients.NEVER);
    Examples fresh = Clients.realistic(200, 12, 3, 1000);
    assertThat(Scoring.evaluate(result, fresh).accuracy())
        .isGreaterThan(Scoring.evaluate(START, fresh).accuracy() + 0.3);
  }

  @Test
  void cohortThatGivesUpEndsTheRun() {
    Cohort nobody =
        new Cohort() {
          @Override
          public SortedMap<String, Integer> population(int round) {
            throw new QuorumNotMetException("1 of 3 clients are here (expected: 3 within 30s)");
          }

          @Override
          public Aggregate gather(RoundTask task, Aggregator aggregator) {
            throw new AssertionError("nobody was there to be asked");
          }

          @Override
          public ClientScores evaluate(ScoringTask task) {
            throw new AssertionError("nobody was there to be asked");
          }
        };
    Federation federation =
        new Federation(
            RunSettings.of(new LinearModel(3, 12), 3).rounds(1).build(), nobody, listener("l"));
    assertThatExceptionOfType(QuorumNotMetException.class)
        .isThrownBy(() -> federation.run())
        .withMessageContaining("1 of 3 clients");
    assertThat(reports).isEmpty();
  }
}
