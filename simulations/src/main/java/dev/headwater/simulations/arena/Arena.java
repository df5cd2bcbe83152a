package dev.headwater.simulations.arena;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Many runs on the same features: the features are computed once, each seed splits them anew, and
 * every cell of a table is the final accuracy over the seeds. Runs are spread over the workers'
 * threads, each on one thread.
 */
public final class Arena {
  private final List<Seeded> splits;
  private final int rounds;
  private final Hyperparameters hyper;
  private final Workers workers;

  /**
   * One seed's split.
   *
   * @param seed of the split and of the run
   * @param data the features, dealt out to clients
   */
  public record Seeded(long seed, FederatedData data) {}

  /**
   * An arena on these splits.
   *
   * @param splits one for each seed, at least one; all of the same pictures
   * @param rounds of every run, at least 1
   * @param hyper how clients train
   * @param workers threads that run; stay open
   */
  public Arena(List<Seeded> splits, int rounds, Hyperparameters hyper, Workers workers) {
    this.splits = List.copyOf(splits);
    this.rounds = rounds;
    this.hyper = hyper;
    this.workers = workers;
  }

  /**
   * One cell of a table.
   *
   * @param change what is peculiar to its runs, such as a strategy
   * @param cohort the clients of a run, such as with attackers
   */
  public record Cell(UnaryOperator<RunBuilder> change, Function<Seeded, Cohort> cohort) {}

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
   */
  public record Outcome(Figure accuracy, double rounds, double seconds, double bytesUp) {
    private static Outcome of(List<Run> runs) {
      return new Outcome(
          Figure.of(runs.stream().map(Run::accuracy).toList()),
          runs.stream().mapToDouble(Run::rounds).average().orElse(0),
          runs.stream().mapToDouble(Run::seconds).average().orElse(0),
          runs.stream().mapToDouble(Run::bytesUp).average().orElse(0));
    }
  }

  private record Run(double accuracy, int rounds, double seconds, long bytesUp) {}

  /**
   * {@return what every cell gave, in order}
   *
   * @param cells any number
   * @throws InterruptedException if this thread is interrupted
   * @throws IllegalArgumentException if the settings of a cell contradict each other
   */
  public List<Outcome> outcomes(List<Cell> cells) throws InterruptedException {
    List<Callable<Run>> runs = new ArrayList<>();
    for (Cell cell : cells) {
      for (Seeded split : splits) {
        runs.add(() -> run(cell, split));
      }
    }
    List<Run> done = workers.all(runs);
    List<Outcome> outcomes = new ArrayList<>();
    for (int from = 0; from < done.size(); from += splits.size()) {
      outcomes.add(Outcome.of(done.subList(from, from + splits.size())));
    }
    return outcomes;
  }

  private Run run(Cell cell, Seeded split) throws InterruptedException {
    FederatedData data = split.data();
    int features = data.clients().values().iterator().next().train().width();
    LinearModel model = new LinearModel(data.labels().size(), features);
    RunSettings settings =
        cell.change()
            .apply(
                RunSettings.of(model, data.clients().size())
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
    Evaluation all = model.score(end, data.test());
    if (data.test().size() == 0) {
      for (var client : data.clients().values()) {
        all = all.plus(model.score(end, client.heldOut()));
      }
    }
    return new Run(all.accuracy(), count[0], seconds, bytes[0]);
  }
}
