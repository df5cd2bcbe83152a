package dev.headwater.learning.rounds;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;
import java.util.SortedMap;

/**
 * What a run will do, fixed before its first round.
 *
 * @param rounds at least 1
 * @param cohort how many clients a round asks
 * @param hyper how clients train
 * @param learningRate how {@code hyper.learningRate()} moves over the rounds
 * @param maxDelta largest {@code |delta_j|} that is accepted; a larger one is refused as diverged,
 *     and the bound keeps sums from wrapping
 * @param seed of every random choice
 */
public record Plan(
    int rounds,
    CohortSize cohort,
    Hyperparameters hyper,
    LearningRate learningRate,
    double maxDelta,
    long seed) {

  /**
   * Default of {@code maxDelta}: a head whose weights move by more than this in one round has
   * diverged.
   */
  public static final double DEFAULT_MAX_DELTA = 1024;

  /** Refuses fewer than 1 round and bounds that are not positive. */
  public Plan {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: %d (expected: at least 1)".formatted(rounds));
    }
    if (!(maxDelta > 0) || Double.isInfinite(maxDelta)) {
      throw new IllegalArgumentException(
          "max-delta: %s (expected: finite and above 0)".formatted(maxDelta));
    }
  }

  /**
   * The task of one round. The sum's grid is as fine as the weight of the whole population allows,
   * so it does not depend on who answers.
   *
   * @param population num_examples of every client that could take part, by name; not empty
   */
  public RoundTask task(int round, Parameters parameters, SortedMap<String, Integer> population) {
    if (population.isEmpty()) {
      throw new IllegalArgumentException(
          "round %d: no clients (expected: at least one)".formatted(round));
    }
    long totalExamples = population.values().stream().mapToLong(Integer::longValue).sum();
    List<String> chosen = CohortSelection.select(population.keySet(), cohort, seed, round);
    double rate = learningRate.at(hyper.learningRate(), round, rounds);
    return new RoundTask(
        new TrainTask(round, seed, parameters, hyper.withLearningRate(rate)),
        chosen,
        FixedPoint.finest(maxDelta, (double) totalExamples));
  }
}
