package dev.headwater.learning.rounds;

import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.Places;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Derives single rounds from the settings of a run: who is asked, what they do, what is summed, and
 * the state after it. Without state of its own.
 */
final class RoundPlanner {
  private final RunSettings settings;

  RoundPlanner(RunSettings settings) {
    this.settings = settings;
  }

  /**
   * Who is asked in a round, by the turns that were paid for; drawn anew by every call. In one that
   * was gathered before a crash whoever had the turn that was paid.
   */
  List<String> asked(
      int round,
      ServerState state,
      SortedMap<String, Integer> population,
      PrivacyMechanism privacy) {
    Agreement.requireSomebody(round, population.keySet());
    List<String> before = privacy.askedBefore(round);
    if (!before.isEmpty()) {
      return before;
    }
    return CohortSelection.select(
        population.keySet(),
        work(round, state).everybody() ? new CohortSize.All() : settings.cohort(),
        settings.lottery(),
        round,
        privacy.turns(),
        privacy.affordableTurns());
  }

  /** {@link RunSettings#task}, of the clients that are asked. */
  RoundTask task(
      int round,
      ServerState state,
      SortedMap<String, Integer> population,
      List<String> asked,
      Instruction instruction) {
    LocalWork work = work(round, state);
    Weighting weighting = weighting(work, population.values());
    Protection protection =
        instruction.protection(weighting).clippedTo(settings.summing().clippingNorm());
    TrainTask train =
        new TrainTask(
            round,
            settings.seed(),
            settings.model(),
            settings.strategy().sent(state),
            broadcast(state),
            work,
            protection,
            schema(work, population, instruction));
    boolean promised =
        settings.promise() != null || instruction.client() != null || instruction.example() != null;
    boolean topUp =
        settings.masking() == null
            && !promised
            && !(settings.cohort() instanceof CohortSize.Poisson);
    int capped =
        capsByMedian(work)
            ? (int) population.values().stream().filter(n -> weighting.of(n) < n).count()
            : 0;
    return new RoundTask(
        train, asked, population.size(), state.counted(), settings.masking(), topUp, capped);
  }

  /** {@link RunSettings#schema}. */
  SumSchema schema(
      int round,
      ServerState state,
      SortedMap<String, Integer> population,
      Instruction instruction) {
    Agreement.requireSomebody(round, population.keySet());
    Agreement.requireEnough(
        population.size(), settings.cohort(), settings.aggregator(), settings.masking());
    Agreement.requireStayed(settings.strategy(), state, round, population.keySet());
    broadcast(state); // the strategy may refuse the state
    return schema(work(round, state), population, instruction);
  }

  private NamedVectors broadcast(ServerState state) {
    List<Parameters> candidates = settings.strategy().candidates(state);
    return candidates.isEmpty()
        ? settings.strategy().broadcast(state)
        : NamedVectors.owning(Map.of(Scores.CANDIDATES, Scores.broadcast(candidates)));
  }

  private SumSchema schema(
      LocalWork work, SortedMap<String, Integer> population, Instruction instruction) {
    return Grids.schema(
        work,
        work.outputs(settings.model(), settings.maxDelta()),
        total(work, population.values()),
        settings.summing(),
        settings.compression(),
        instruction);
  }

  /**
   * The bound of all weights together. Masked weights cannot be checked, so each may be the cap;
   * where the cap follows from the sizes, the sizes bound the sum more closely, and a cap that
   * touches nobody changes no grid.
   */
  private double total(LocalWork work, Collection<Integer> sizes) {
    Weighting weighting = weighting(work, sizes);
    return weighting.bounded() && !capsByMedian(work)
        ? (double) weighting.cap() * sizes.size()
        : sizes.stream().mapToLong(weighting::of).sum();
  }

  /**
   * The strategy's next state, with the clients whose memory advanced. Where the promise is about
   * what is released of a sum the strategy gets only the noised sum: who was asked and counted is
   * data that no noise hides, and the parameters could reveal it.
   */
  ServerState next(ServerState state, RoundTask task, Aggregate aggregate) {
    Agreement.requireEstimate(settings.aggregator(), aggregate);
    if (task.train().work() instanceof Scores) {
      return settings.strategy().choose(state, Scores.counts(aggregate.total().units()));
    }
    Aggregate whole = Places.restored(task.train(), aggregate);
    Promise promise = settings.promise();
    boolean sumAlone = promise != null && !promise.mechanism().inTraining();
    ServerState next =
        sumAlone
            ? settings.strategy().update(state, task.among(List.of()), whole.sumOnly())
            : settings.strategy().update(state, task, whole);
    ServerState.requireNext(next, settings.strategy().spec(), settings.model().layout());
    return task.train().keepsMemory() ? next.counted(aggregate.contributors(), task.round()) : next;
  }

  /**
   * The state after a decision on the coordinator's own test set, if one is due and it is to decide
   * there.
   */
  ServerState chosen(ServerState state, @Nullable Scorer testSet) throws InterruptedException {
    List<Parameters> candidates = settings.strategy().candidates(state);
    if (candidates.isEmpty() || settings.selection() != Selection.TEST_SET || testSet == null) {
      return state;
    }
    long[] correct = new long[candidates.size()];
    for (int k = 0; k < correct.length; k++) {
      correct[k] = testSet.score(candidates.get(k)).numCorrect();
    }
    return settings.strategy().choose(state, correct);
  }

  private LocalWork work(int round, ServerState state) {
    int candidates = settings.strategy().candidates(state).size();
    if (candidates > 0) {
      return new Scores(candidates);
    }
    double rate =
        settings.learningRate().at(settings.hyper().learningRate(), round, settings.maxRounds());
    LocalWork work = settings.strategy().work(state, settings.hyper().withLearningRate(rate));
    Agreement.requireWork(
        work,
        settings.strategy(),
        settings.hyper(),
        settings.model(),
        settings.aggregator(),
        settings.summing(),
        settings.promise());
    return work;
  }

  /** Values of the longest vector that is summed in any round. */
  static int dimension(RunSettings settings) {
    return Agreement.worksOf(
            settings.strategy(), settings.start(), settings.hyper(), settings.selection())
        .stream()
        .flatMap(work -> work.outputs(settings.model(), settings.maxDelta()).stream())
        .mapToInt(output -> output.summed(settings.compression()).layout().size())
        .max()
        .orElseThrow();
  }

  private Weighting weighting(LocalWork work, Collection<Integer> sizes) {
    return capsByMedian(work)
        ? settings.summing().cappedByMedian(sizes)
        : weighting(work, sizes.size(), settings.summing(), settings.masking());
  }

  /**
   * Not where a sum is meant to be exact: statistics, works that weigh in their own way, and
   * strategies that need num_examples. Under masks and promises weights have bounds of their own,
   * or are part of what is accounted for.
   */
  private boolean capsByMedian(LocalWork work) {
    return settings.summing().capsByMedian()
        && settings.masking() == null
        && settings.promise() == null
        && !work.statistics()
        && weighting(work, 1, settings.summing(), null) instanceof Weighting.Examples
        && !settings.strategy().needs().contains(Need.EXAMPLE_WEIGHTS);
  }

  /** How the contributions to {@code work} of a population of {@code clients} are weighted. */
  static Weighting weighting(
      LocalWork work, int clients, Summing summing, @Nullable Masking masking) {
    return work.weighting(summing.weighting(), clients, masking != null);
  }
}
