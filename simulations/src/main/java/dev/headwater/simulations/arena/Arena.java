package dev.headwater.simulations.arena;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.view.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Many runs on the same features: the features are computed once, each seed splits them anew, and
 * every cell of a table is the final accuracy over the seeds. Runs are spread over the workers'
 * threads, each on one thread.
 */
public final class Arena {
  private static final String PHASE = "Running";

  private final List<Seeded> splits;
  private final int rounds;
  private final Hyperparameters hyper;
  private final Workers workers;
  private final RunView view;

  /**
   * One seed's split.
   *
   * @param seed of the split and of the run
   * @param data the features, dealt out to clients
   */
  public record Seeded(long seed, FederatedData data) {

    /** What a head gets right on the test data; without any, on what the clients hold out. */
    Evaluation score(Parameters head) {
      LinearModel model = model();
      if (data.test().size() > 0) {
        return model.score(head, data.test());
      }
      Evaluation all = Evaluation.empty(data.labels().size());
      for (ClientExamples client : data.clients().values()) {
        all = all.plus(model.score(head, client.heldOut()));
      }
      return all;
    }

    private LinearModel model() {
      int features = data.clients().values().iterator().next().train().width();
      return new LinearModel(data.labels().size(), features);
    }
  }

  /**
   * An arena on these splits.
   *
   * @param splits one for each seed, at least one; all of the same pictures
   * @param rounds of every run, at least 1
   * @param hyper how clients train
   * @param workers threads that run; stay open
   * @param view is told after every run
   */
  public Arena(
      List<Seeded> splits, int rounds, Hyperparameters hyper, Workers workers, RunView view) {
    this.splits = List.copyOf(splits);
    this.rounds = rounds;
    this.hyper = hyper;
    this.workers = workers;
    this.view = view;
  }

  /** {@return the splits, one for each seed} */
  public List<Seeded> splits() {
    return splits;
  }

  /**
   * One cell of a table.
   *
   * @param change what is peculiar to its runs, such as a strategy
   * @param cohort the clients of a run, such as with attackers
   */
  public record Cell(UnaryOperator<RunBuilder> change, Function<Seeded, Cohort> cohort) {

    /** Runs of the clients as they are, in this process. */
    static Cell local(UnaryOperator<RunBuilder> change) {
      return new Cell(change, split -> new LocalCohort(split.data().clients()));
    }
  }

  /**
   * {@return the accuracy of every cell, in order, after the last round}
   *
   * @param cells any number
   * @throws InterruptedException if this thread is interrupted
   * @throws IllegalArgumentException if the settings of a cell contradict each other
   */
  public List<Figure> run(List<Cell> cells) throws InterruptedException {
    return outcomes(cells).stream().map(Outcome::accuracy).toList();
  }

  /**
   * What the runs of one cell gave.
   *
   * @param accuracy after the last round, over the seeds
   * @param rounds of a run, on average
   * @param seconds of a run on one thread, on average; other runs take place beside it
   * @param bytesUp payload that all clients of a run send, on average
   * @param heads where each run ended, in the order of the seeds
   */
  public record Outcome(
      Figure accuracy, double rounds, double seconds, double bytesUp, List<Parameters> heads) {
    private static Outcome of(List<Run> runs) {
      return new Outcome(
          Figure.of(runs.stream().map(Run::accuracy).toList()),
          runs.stream().mapToDouble(Run::rounds).average().orElse(0),
          runs.stream().mapToDouble(Run::seconds).average().orElse(0),
          runs.stream().mapToDouble(Run::bytesUp).average().orElse(0),
          runs.stream().map(Run::head).toList());
    }
  }

  private record Run(Parameters head, double accuracy, int rounds, double seconds, long bytesUp) {}

  /**
   * {@return what every cell gave, in order}
   *
   * @param cells any number
   * @throws InterruptedException if this thread is interrupted
   * @throws IllegalArgumentException if the settings of a cell contradict each other
   */
  public List<Outcome> outcomes(List<Cell> cells) throws InterruptedException {
    List<Callable<Run>> runs = new ArrayList<>();
    int total = cells.size() * splits.size();
    AtomicInteger done = new AtomicInteger();
    view.phase(PHASE, 0, total);
    for (Cell cell : cells) {
      for (Seeded split : splits) {
        runs.add(
            () -> {
              Run run = run(cell, split);
              view.phase(PHASE, done.incrementAndGet(), total);
              return run;
            });
      }
    }
    List<Run> ended = workers.all(runs);
    List<Outcome> outcomes = new ArrayList<>();
    for (int from = 0; from < ended.size(); from += splits.size()) {
      outcomes.add(Outcome.of(ended.subList(from, from + splits.size())));
    }
    return outcomes;
  }

  private Run run(Cell cell, Seeded split) throws InterruptedException {
    RunSettings settings =
        cell.change()
            .apply(
                RunSettings.of(split.model(), split.data().clients().size())
                    .rounds(rounds)
                    .hyper(hyper)
                    .seed(split.seed()))
            .build();
    int[] count = {0};
    long[] bytes = {0};
    RoundListener counter =
        report -> {
          count[0]++;
          bytes[0] += report.aggregate().bytesUp();
        };
    long began = System.nanoTime();
    Parameters end =
        new Federation(settings, cell.cohort().apply(split), counter).run().parameters();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Run(end, split.score(end).accuracy(), count[0], seconds, bytes[0]);
  }
}
