package dev.headwater.simulations.unlearning;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The clients of a run without one of them. In the round of statistics nobody is asked but the
 * client that leaves: its sums are subtracted from the saved ones. Integers subtract exactly, so
 * the round gives the very sums of a run that never saw the client, and so do all rounds after it,
 * in which the others take part as usual.
 *
 * <p>The client that leaves sends its sums in the open, even if the run was masked.
 */
final class UnlearningCohort implements Cohort {
  private final Cohort all;
  private final Cohort rest;
  private final SavedStatistics saved;
  private final String leaving;
  private boolean oneRound;

  /** Number of examples of the clients that stay and are here. */
  private SortedMap<String, Integer> stay = new TreeMap<>();

  UnlearningCohort(Cohort all, Departure departure) {
    this.all = all;
    this.saved = departure.saved();
    this.leaving = departure.client();
    this.rest = new Remaining(all, leaving);
  }

  @Override
  public void requireAble(RunSettings settings) {
    all.requireAble(settings);
    if (!StatisticsKeeper.canForget(settings)) {
      throw new UserDataException(
          "unlearn: strategy %s (expected: fed3r, fedncm, lda or exact-softmax without a privacy guarantee; updates that clients have trained cannot be taken back exactly)"
              .formatted(settings.strategy().spec()));
    }
    oneRound = settings.rounds() == 1;
  }

  @Override
  public List<TimedAnswer> takeAnswers() {
    return all.takeAnswers();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    stay = rest.population(round);
    return stay;
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    LocalWork work = task.train().work();
    return SavedStatistics.keeps(work)
        ? without(task, all.gather(alone(task), aggregator))
        : rest.gather(task, aggregator);
  }

  private RoundTask alone(RoundTask task) {
    return new RoundTask(
        task.train(), List.of(leaving), task.population() + 1, task.counted(), null, false);
  }

  private Aggregate without(RoundTask task, Aggregate own) {
    LocalWork work = task.train().work();
    SumSchema schema = task.train().schema();
    if (!saved.work().equals(work.name()) || !own.hasSum()) {
      throw new UserDataException(
          own.hasSum()
              ? "unlearn: saved sums of %s for a round of %s (expected: the same strategy)"
                  .formatted(saved.work(), work.name())
              : "unlearn: %s gave no sums: %s (expected: the pictures that it took part with)"
                  .formatted(leaving, own.whyNoSum()));
    }
    double weight = saved.weight() - own.estimate().totalWeight();
    List<ExactSum.Total> totals = new ArrayList<>();
    for (SumSchema.Vector vector : schema.vectors()) {
      long[] units = saved.sums().getOrDefault(vector.name(), new long[0]).clone();
      long[] taken = own.total(vector.name()).units();
      requireSame(vector, units.length);
      for (int j = 0; j < units.length; j++) {
        units[j] -= taken[j];
      }
      totals.add(new ExactSum.Total(vector.grid(), units, weight));
    }
    requireRest(schema, totals, weight);
    SortedSet<String> others = new TreeSet<>(saved.contributors());
    others.remove(leaving);
    requireHere(task, others, weight);
    return new Aggregate(
        task.round(),
        schema,
        new Estimate.Sums(totals),
        others,
        Math.round(weight),
        Double.NaN,
        others.size(),
        Map.of(),
        List.of(),
        own.bytesUp(),
        own.bytesDown(),
        null);
  }

  private static void requireSame(SumSchema.Vector vector, int saved) {
    if (saved != vector.layout().size()) {
      throw new UserDataException(
          "unlearn: %s has %d saved values (expected: %d; the same classes and backbone as in the run)"
              .formatted(vector.name(), saved, vector.layout().size()));
    }
  }

  /**
   * Everybody whose sums stay has to be here if rounds follow: they choose penalties and give
   * gradients, with as many examples as are left. Under masks nobody has told how many.
   */
  private void requireHere(RoundTask task, SortedSet<String> others, double weight) {
    List<String> missing = others.stream().filter(name -> !task.cohort().contains(name)).toList();
    if (oneRound && task.topUp() && !missing.isEmpty()) {
      return;
    }
    if (!missing.isEmpty()) {
      throw new UserDataException(
          "unlearn: %s of the clients that stay: %s (expected: all of them up, as the rest of the run is done again with them; start them, and unlearn again)"
              .formatted(
                  missing.size() == 1 ? "1 is missing" : missing.size() + " are missing",
                  Departure.some(missing)));
    }
    long examples = others.stream().mapToLong(name -> stay.getOrDefault(name, 0)).sum();
    if (task.masking() == null && weight != examples) {
      throw new UserDataException(
          "unlearn: without %s the sums are of %.0f pictures, and the clients that stay have %d (expected: as many; every client with the pictures that it took part with, no others)"
              .formatted(leaving, weight, examples));
    }
  }

  /** A count below 0 shows that other pictures are subtracted than were added. */
  private void requireRest(SumSchema schema, List<ExactSum.Total> totals, double weight) {
    int at = schema.indexOf(ClassSums.CLASS);
    long[] byClass = totals.get(at).units();
    List<Integer> shape = schema.vectors().get(at).layout().tensors().get(0).shape();
    int width = shape.get(1);
    for (int c = 0; c < shape.get(0); c++) {
      if (byClass[c * width + width - 1] < 0 || weight <= 0) {
        throw new UserDataException(
            "unlearn: %s has more pictures of class %d than the sums (expected: the pictures that it took part with, no others)"
                .formatted(leaving, c));
      }
    }
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return rest.evaluate(task);
  }
}
