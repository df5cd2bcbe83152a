package dev.headwater.client.policy;

import dev.headwater.learning.names.Nearest;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How much a node does at most.
 *
 * @param weight largest weight of a contribution, 0 for any
 * @param localSteps most steps of local training in a round, 0 for any
 * @param rounds most rounds that the node's pictures take part in, over all runs and coordinators;
 *     0 for any
 * @param works names of the works that it does; empty for all
 * @param budget what its own noise must keep its epsilon below; null for no budget
 */
public record Limits(
    int weight, long localSteps, int rounds, SortedSet<String> works, @Nullable Budget budget) {
  /** No limits. */
  public static final Limits NONE = new Limits(0, 0, 0, new TreeSet<>(), null);

  /** Steps of local training in a round, at most, for a node that demands anything. */
  public static final long USUAL_STEPS = 10_000;

  /**
   * A bound of what a node's own noise lets out, over all runs and coordinators.
   *
   * @param epsilon above 0
   * @param delta in (0, 1), below 1 over the number of pictures
   */
  public record Budget(double epsilon, double delta) {
    /** Refuses values outside their ranges. */
    public Budget {
      if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
        throw new IllegalArgumentException(
            "max-epsilon: %s (expected: finite and above 0)".formatted(epsilon));
      }
      if (!(delta > 0 && delta < 1)) {
        throw new IllegalArgumentException(
            "delta: %s (expected: above 0 and below 1)".formatted(delta));
      }
    }
  }

  /** Refuses negative numbers, and works that there are not. */
  public Limits {
    requireLimit("max-weight", weight);
    requireLimit("max-local-steps", localSteps);
    requireLimit("max-rounds", rounds);
    works = new TreeSet<>(works);
    for (String work : works) {
      // A misspelt name would refuse every run, and say so only when the first one asks.
      if (!LocalWork.NAMES.contains(work)) {
        throw new IllegalArgumentException(
            "works: %s (expected: %s%s)"
                .formatted(
                    work, String.join(", ", LocalWork.NAMES), Nearest.hint(work, LocalWork.NAMES)));
      }
    }
  }

  private static void requireLimit(String key, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException(
          "%s: %d (expected: at least 0, and 0 for any)".formatted(key, limit));
    }
  }

  /** These limits, with the usual bound of local steps. */
  public Limits usualSteps() {
    return new Limits(weight, USUAL_STEPS, rounds, works, budget);
  }

  /** Why {@code task} goes beyond a limit that the task alone can break, or null. */
  @Nullable Unmet unmet(TrainTask task, int numExamples) {
    LocalWork work = task.work();
    if (!works.isEmpty() && !works.contains(work.name())) {
      return new Unmet(
          "the work %s is asked for".formatted(work.name()),
          "one of %s, as --works says".formatted(works));
    }
    int asked = task.protection().weighting().of(numExamples);
    if (weight > 0 && asked > weight) {
      return new Unmet(
          "a contribution of weight %d".formatted(asked),
          "at most %d, as --max-weight says".formatted(weight));
    }
    long steps = work instanceof Sgd sgd ? steps(sgd.hyper(), numExamples) : 1;
    return localSteps > 0 && steps > localSteps
        ? new Unmet(
            "%,d steps of local training".formatted(steps),
            "at most %,d, as --max-local-steps says".formatted(localSteps))
        : null;
  }

  private static long steps(Hyperparameters hyper, int numExamples) {
    long batches = (numExamples + (long) hyper.batchSize() - 1) / hyper.batchSize();
    return Math.multiplyExact(hyper.localEpochs(), Math.max(1, batches));
  }
}
