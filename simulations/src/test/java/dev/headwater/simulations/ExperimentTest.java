package dev.headwater.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.memory.Ditto;
import dev.headwater.learning.strategies.stages.WarmStart;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.view.RunView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How runs end, and what they leave behind. */
final class ExperimentTest {
  private static final Model MODEL = new LinearModel(2, 3);

  private final Path folder;
  private final List<String> notes = new ArrayList<>();
  private final List<Parameters> models = new ArrayList<>();
  private @Nullable String next;

  ExperimentTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Four clients; the features of the first ones are too large for sums of products. */
  private static SortedMap<String, ClientExamples> clients(int unusable) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 4; k++) {
      float large = k < unusable ? 100 : k;
      float[] features = {1, 0, large, 0, 1, 0.5f};
      clients.put("client-" + k, new ClientExamples(new Examples(features, new int[] {0, 1}, 3)));
    }
    return clients;
  }

  /** How a round of {@link #cohort} is gathered. */
  private interface Gather {
    Aggregate of(RoundTask task, Aggregator aggregator) throws InterruptedException;
  }

  /** Four good clients whose contributions are gathered in another way. */
  private static Cohort cohort(Gather gather) {
    Cohort inner = new LocalCohort(clients(0));
    return new Cohort() {
      @Override
      public SortedMap<String, Integer> population(int round) throws InterruptedException {
        return inner.population(round);
      }

      @Override
      public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
        return gather.of(task, aggregator);
      }

      @Override
      public ClientScores evaluate(ScoringTask task) throws InterruptedException {
        return inner.evaluate(task);
      }
    };
  }

  /** Its first rounds give no sum. */
  private static Cohort failing(int rounds) {
    Cohort inner = new LocalCohort(clients(0));
    return cohort(
        (task, aggregator) ->
            task.round() > rounds
                ? inner.gather(task, aggregator)
                : Aggregate.aborted(task, "too few survivors", List.of(), 0, 0));
  }

  private RunOutcome run(Strategy strategy, int rounds, Cohort cohort) {
    return run(RunSettings.of(MODEL, 4).strategy(strategy).rounds(rounds).build(), cohort);
  }

  private RunOutcome run(RunSettings settings, Cohort cohort) {
    RunView view =
        new RunView() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }

          @Override
          public void closing(
              SummaryRecord summary, List<RunFile> files, @Nullable String command) {
            next = command;
          }
        };
    return new Experiment(
            new SampleRun(4, 2, settings.rounds()).facts(),
            RunFolder.create(folder.resolve("run")),
            view,
            null,
            (run, parameters) -> models.add(parameters),
            null,
            null,
            "memory",
            null,
            "")
        .run(settings, cohort, null);
  }

  private SummaryRecord summary() {
    return Objects.requireNonNull(RunFolder.open(folder.resolve("run")).summary());
  }

  private String report() {
    return folder.resolve("run").resolve(RunFolder.REPORT).toString();
  }

  @Test
  void headOfOneRoundTellsOfHowManyClientsItIsIfSomeAreMissing() {
    assertThat(run(new Fed3R(1.0), 5, new LocalCohort(clients(1)))).isEqualTo(RunOutcome.DONE);

    assertThat(models).hasSize(1);
    assertThat(summary().computedFrom()).isEqualTo(new SummaryRecord.ComputedFrom(3, 4));
    assertThat(Path.of(report()))
        .content()
        .contains("The head was computed from 3 of 4 enrolled clients");
  }

  @Test
  void headOfOneRoundOfEverybodySaysNothingOfMissingClients() {
    assertThat(run(new Fed3R(1.0), 5, new LocalCohort(clients(0)))).isEqualTo(RunOutcome.DONE);

    assertThat(summary().computedFrom()).isEqualTo(new SummaryRecord.ComputedFrom(4, 4));
    assertThat(Path.of(report())).content().doesNotContain("The head was computed from");
  }

  /** Ctrl-C, in a run of short rounds: a checkpoint is written once a second meanwhile. */
  @Test
  void anInterruptedRunGoesOnFromItsLastRound() {
    Cohort inner = new LocalCohort(clients(0));
    Cohort interrupted =
        cohort(
            (task, aggregator) -> {
              if (task.round() == 5) {
                throw new InterruptedException();
              }
              return inner.gather(task, aggregator);
            });

    assertThat(run(new FedAvg(), 9, interrupted)).isEqualTo(RunOutcome.INTERRUPTED);
    assertThat(Checkpoint.lastRound(folder.resolve("run"))).isEqualTo(4);
    assertThat(next).contains(" --resume ");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false"})
  void aRunThatEndsBeforeItTrainsSaysSo(int rounds, boolean said) {
    Strategy strategy = new WarmStart(new Fed3R(1.0), new FedAvg(), 1);
    assertThat(run(strategy, rounds, new LocalCohort(clients(0)))).isEqualTo(RunOutcome.DONE);

    String sentence = "Nothing was trained in 1 round: ";
    assertThat(notes.stream().anyMatch(note -> note.startsWith(sentence))).isEqualTo(said);
  }

  @Test
  void heldOutScoresOfPersonalHeadsAreInTheRoundsTheSummaryAndTheReport() {
    SortedMap<String, ClientExamples> clients = clients(0);
    clients.replaceAll((name, data) -> new ClientExamples(data.train(), data.train()));
    RunSettings settings =
        RunSettings.of(MODEL, 4)
            .strategy(new Ditto(0.5))
            .rounds(2)
            .scoring(EvaluateClients.EVERY_ROUND)
            .build();
    assertThat(run(settings, new LocalCohort(clients))).isEqualTo(RunOutcome.DONE);

    assertThat(Objects.requireNonNull(summary().personalAccuracy()).clients()).isEqualTo(4);
    assertThat(RunFolder.open(folder.resolve("run")).rounds())
        .extracting(RoundRecord::personalAccuracy)
        .hasSize(2)
        .doesNotContainNull();
    assertThat(Path.of(report()))
        .content()
        .contains("own heads: median accuracy", "over 4 clients on their held-out examples");
  }

  @Test
  void trainedHeadIsOfManyRoundsAndSaysNothingOfClients() {
    assertThat(run(new FedAvg(), 2, new LocalCohort(clients(0)))).isEqualTo(RunOutcome.DONE);

    assertThat(summary().computedFrom()).isNull();
    assertThat(summary().roundsWithoutSum()).isNull();
  }

  @Test
  void whatBoundsSingleClientsIsSaidOnceOnTheTerminalAndInTheReport() {
    SortedMap<String, ClientExamples> clients = clients(0);
    Examples large = new Examples(new float[3 * 50], new int[50], 3);
    clients.put("client-3", new ClientExamples(large));
    RunSettings settings =
        RunSettings.of(MODEL, 4).rounds(3).summing(Summing.DEFAULT.clippedTo(0.25)).build();
    assertThat(run(settings, new LocalCohort(clients))).isEqualTo(RunOutcome.DONE);

    String clipped =
        "Every client's delta is clipped to an L2 norm of 0.25; no privacy is guaranteed.";
    String capped =
        "1 of 4 clients has more than 10 times the median num_examples and counts as 20 examples (--weight-cap none counts them in full).";
    assertThat(notes).containsExactly(clipped, capped);
    assertThat(Path.of(report()))
        .content()
        .contains(clipped.replace("'", "&#39;"))
        .contains(capped);
  }

  @Test
  void runThatBoundsNobodySaysNothing() {
    assertThat(run(new FedAvg(), 2, new LocalCohort(clients(0)))).isEqualTo(RunOutcome.DONE);
    assertThat(notes).isEmpty();
  }

  @Test
  void oneRoundThatGaveNoSumIsNoSuccessAndLeavesNoModel() {
    Cohort cohort = failing(1);
    assertThat(run(new Fed3R(1.0), 1, cohort)).isEqualTo(RunOutcome.QUORUM_NOT_MET);

    assertThat(models).isEmpty();
    assertThat(notes)
        .last()
        .isEqualTo(
            "fed3r:1 computes its head in one round, and it gave no sum: too few survivors (expected: a sum; there is no model, start the run again)");
    assertThat(summary().roundsWithoutSum()).isEqualTo(1);
    assertThat(summary().computedFrom()).isNull();
    assertThat(Path.of(report()))
        .content()
        .contains("No round gave a sum, so there is no model.")
        .doesNotContain("The final model is right");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void runWithoutAnySumIsNoSuccessAndLeavesNoModel(int rounds) {
    Cohort cohort = failing(rounds);
    assertThat(run(new FedAvg(), rounds, cohort)).isEqualTo(RunOutcome.QUORUM_NOT_MET);

    assertThat(models).isEmpty();
    assertThat(notes).last().asString().contains("gave a sum, so there is no model (expected: ");
    assertThat(summary().roundsWithoutSum()).isEqualTo(rounds);
  }

  @Test
  void oneSumIsEnoughForAModelButARunOfWhichMostRoundsGaveNoneIsNoSuccess() {
    Cohort cohort = failing(2);
    assertThat(run(new FedAvg(), 3, cohort)).isEqualTo(RunOutcome.QUORUM_NOT_MET);

    assertThat(models).hasSize(1);
    assertThat(models.get(0)).isNotEqualTo(MODEL.initial(0));
    assertThat(notes).last().asString().startsWith("2 of 3 rounds gave no sum (expected: ");
    assertThat(summary().roundsWithoutSum()).isEqualTo(2);
  }

  @Test
  void aRunOfWhichMostRoundsGaveASumIsDone() {
    assertThat(run(new FedAvg(), 4, failing(2))).isEqualTo(RunOutcome.DONE);
    assertThat(models).hasSize(1);
  }

  @Test
  void roundOfNobodyGivesNoSumEvenIfNobodySaysWhy() {
    Cohort cohort = cohort((task, aggregator) -> new Gathering(task, aggregator).close(0, 0));
    assertThat(run(new FedAvg(), 2, cohort)).isEqualTo(RunOutcome.QUORUM_NOT_MET);

    assertThat(models).isEmpty();
    assertThat(RunFolder.open(folder.resolve("run")).rounds())
        .extracting(RoundRecord::aborted)
        .containsOnly("no contribution was counted");
  }

  @Test
  void runThatEndsBeforeItsFirstSumLeavesNoModel() {
    Cohort interrupted =
        cohort(
            (task, aggregator) -> {
              throw new InterruptedException();
            });
    assertThat(run(new FedAvg(), 2, interrupted)).isEqualTo(RunOutcome.INTERRUPTED);

    assertThat(models).isEmpty();
    assertThat(next).isNull();
  }

  @Test
  void interruptedRunSaysTheCommandThatContinuesIt() {
    Cohort inner = new LocalCohort(clients(0));
    Cohort interrupted =
        cohort(
            (task, aggregator) -> {
              if (task.round() == 2) {
                throw new InterruptedException();
              }
              return inner.gather(task, aggregator);
            });
    assertThat(run(new FedAvg(), 3, interrupted)).isEqualTo(RunOutcome.INTERRUPTED);

    assertThat(next).isEqualTo("./headwater simulate --resume " + folder.resolve("run"));
  }
}
