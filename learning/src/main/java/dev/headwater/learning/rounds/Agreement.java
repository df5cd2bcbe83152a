package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.Enrolled;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.ClippedMoments;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Refuses settings that contradict each other, each pair with its reason. */
final class Agreement {
  private Agreement() {}

  static void require(
      Model model,
      int clients,
      CohortSize cohort,
      Aggregator aggregator,
      Weighting weighting,
      @Nullable Masking masking,
      @Nullable Promise promise,
      EvaluateClients scoring,
      LocalWork work) {
    if (masking != null && promise != null) {
      Promised.requireSameColluders(masking, promise.mechanism(), cohort.of(clients));
    }
    if (masking != null) {
      requireMasks(aggregator, weighting, work);
    }
    if (promise != null) {
      Promised.require(model, aggregator, masking, promise, scoring);
    }
    requireEnough(clients, cohort, aggregator, masking);
  }

  /** Refuses cohorts that are too small for the aggregator or for the masks. */
  static void requireEnough(
      int available, CohortSize cohort, Aggregator aggregator, @Nullable Masking masking) {
    int asked = cohort.of(available);
    if (masking != null && masking.minSurvivors() > asked) {
      throw refused(
          "min-survivors: %d of a cohort of %d".formatted(masking.minSurvivors(), asked),
          "no more than are asked");
    }
    if (!(cohort instanceof CohortSize.Poisson)) { // its cohorts are checked round by round
      aggregator.requireCohort(asked);
    }
  }

  /**
   * A masked weight cannot be checked: in a mean, one that lies takes the others' away. Statistics
   * are sums, and count examples whatever they weigh.
   */
  private static void requireMasks(Aggregator aggregator, Weighting weighting, LocalWork work) {
    if (!weighting.bounded() || (weighting.cap() != 1 && !work.statistics())) {
      throw refused(
          "secure aggregation: " + words(weighting),
          "uniform; a masked weight cannot be checked, and one that lies would take the others' away");
    }
    if (!exact(aggregator)) {
      throw refused(
          "aggregator: %s under secure aggregation".formatted(aggregator.spec()),
          "mean; under masks contributions are summed, and nobody sees the single ones");
    }
  }

  static void requireNeeds(
      Strategy strategy, Model model, CohortSize cohort, Aggregator aggregator, Summing summing) {
    for (Need need : strategy.needs()) {
      boolean met =
          switch (need) {
            case UNIFORM_WEIGHTS -> summing.weighting() instanceof Weighting.Uniform;
            case EXAMPLE_WEIGHTS -> summing.weighting() instanceof Weighting.Examples;
            case EVERYBODY -> cohort instanceof CohortSize.All;
            case FIXED_POPULATION -> true; // checked before every round, see requireStayed
            case LINEAR_HEAD -> model instanceof LinearModel;
            case SUMS -> exact(aggregator);
          };
      if (!met) {
        throw refused(
            "strategy: %s with %s"
                .formatted(strategy.spec(), has(need, model, aggregator, summing.weighting())),
            need.expected());
      }
    }
  }

  private static String has(Need need, Model model, Aggregator aggregator, Weighting weighting) {
    return switch (need) {
      case UNIFORM_WEIGHTS, EXAMPLE_WEIGHTS -> words(weighting);
      case EVERYBODY -> "cohorts of a part of the clients";
      case FIXED_POPULATION -> "clients that come and go";
      case LINEAR_HEAD -> "head " + model.spec();
      case SUMS -> "aggregator " + aggregator.spec();
    };
  }

  private static String words(Weighting weighting) {
    if (weighting instanceof Weighting.Examples) {
      return "weights by num_examples";
    }
    return weighting instanceof Weighting.Capped capped
        ? "weights capped at " + capped.cap()
        : "uniform weights";
  }

  /** Refuses populations that lack a client which must stay, or have more than at the start. */
  static void requireStayed(
      Strategy strategy, ServerState state, int round, Set<String> population) {
    if (strategy.needs().contains(Need.FIXED_POPULATION)) {
      for (String client : state.counted().keySet()) {
        if (!population.contains(client)) {
          throw refused(
              "strategy: %s, and client %s has left".formatted(strategy.spec(), client),
              Need.FIXED_POPULATION.expected());
        }
      }
      Enrolled.require(strategy, state, round, population.size());
    }
  }

  /** What clients may be asked to do; candidates without anything to score them on are refused. */
  static List<LocalWork> worksOf(
      Strategy strategy, ServerState start, Hyperparameters hyper, Selection selection) {
    List<LocalWork> works = strategy.works(start, hyper);
    boolean chooses = works.stream().anyMatch(Scores.class::isInstance);
    if (chooses && selection == Selection.NONE) {
      throw refused(
          "strategy: %s without its argument, and nothing to choose it on"
              .formatted(strategy.spec()),
          "the argument, such as fed3r:10, a --holdout above 0, or --test-data");
    }
    return selection == Selection.TEST_SET
        ? works.stream().filter(work -> !(work instanceof Scores)).toList()
        : works;
  }

  /** Refuses a strategy that starts on another model than the run's. */
  static void requireStart(Strategy strategy, Model model, ServerState start) {
    if (!start.parameters().layout().equals(model.layout())) {
      throw refused(
          "strategy: %s starts with parameters of layout %s"
              .formatted(strategy.spec(), start.parameters().layout().tensors()),
          "%s, as the model has".formatted(model.layout().tensors()));
    }
  }

  /** Refuses a state that cannot have come from this strategy on this model. */
  static void requireState(Strategy strategy, ServerState state, ServerState start) {
    if (!state.parameters().layout().equals(start.parameters().layout())) {
      throw refused(
          "strategy: %s, resumed with parameters of layout %s"
              .formatted(strategy.spec(), state.parameters().layout().tensors()),
          start.parameters().layout().tensors().toString());
    }
    if (!resumes(lengths(state), lengths(start))) {
      throw refused(
          "strategy: %s, resumed with a state that remembers %s"
              .formatted(strategy.spec(), lengths(state)),
          "%s; resume with the run's own --strategy".formatted(lengths(start)));
    }
  }

  /** Refuses estimates that are none for this round; an aggregator of one's own can give any. */
  static void requireEstimate(Aggregator aggregator, Aggregate aggregate) {
    if (aggregate.estimate() instanceof Estimate.Robust robust) {
      List<Integer> given = robust.means().stream().map(mean -> mean.length).toList();
      List<Integer> expected =
          aggregate.schema().vectors().stream().map(vector -> vector.layout().size()).toList();
      if (!given.equals(expected)) {
        throw refused(
            "aggregator: %s gave vectors of length %s".formatted(aggregator.spec(), given),
            expected.toString());
      }
    }
  }

  /** A vector that is no longer of use may be empty. */
  private static boolean resumes(
      SortedMap<String, Integer> lengths, SortedMap<String, Integer> start) {
    return lengths.keySet().equals(start.keySet())
        && lengths.entrySet().stream()
            .allMatch(e -> e.getValue() == 0 || e.getValue().equals(start.get(e.getKey())));
  }

  private static SortedMap<String, Integer> lengths(ServerState state) {
    SortedMap<String, Integer> lengths = new TreeMap<>();
    state.memory().forEach((name, vector) -> lengths.put(name, vector.length));
    return lengths;
  }

  /** The work must be what the promise was accounted for, also in a user-defined strategy. */
  static void requireWork(
      LocalWork work,
      Strategy algorithm,
      Hyperparameters hyper,
      Model model,
      Aggregator aggregator,
      Summing summing,
      @Nullable Promise promise) {
    Spec strategy = algorithm.spec();
    requireClipping(work, strategy, model, summing, promise);
    if (work.statistics() && !exact(aggregator)) {
      throw refused(
          "aggregator: %s with strategy %s".formatted(aggregator.spec(), strategy),
          "mean; statistics are summed");
    }
    if (work.statistics() && !(model instanceof LinearModel)) {
      throw refused("head: %s with strategy %s".formatted(model.spec(), strategy), "linear");
    }
    if (promise == null) {
      return; // settings may get their promise later: Promised.requireReleases
    }
    if (work instanceof ClippedMoments moments) {
      Promised.requireRelease(moments, strategy, promise);
      return;
    }
    if (promise.mechanism() instanceof Mechanism.ExampleRelease) {
      throw refused(
          "strategy: %s with one release by example".formatted(strategy),
          "fed3r; only of its statistics it is known how far one picture moves them");
    }
    if (work instanceof FeatureMoments) {
      throw refused(
          "standardise: federated with a privacy guarantee",
          "public or none; nothing pays for sums of the clients' features");
    }
    if (work instanceof Scores) {
      throw refused(
          "strategy: %s without its argument, with a privacy guarantee".formatted(strategy),
          "the argument, such as fed3r:10; nothing pays for scores on the clients' own pictures");
    }
    boolean single = work.outputs(model, 1).size() == 1 && work.scalars().isEmpty();
    if (!single || work.statistics()) {
      throw refused(
          "strategy: %s with a privacy guarantee".formatted(strategy),
          "one that uploads a single clipped vector, such as fedavg, or fed3r for one noised sum of statistics; what else it uploads would carry no noise");
    }
    if (algorithm.needs().contains(Need.FIXED_POPULATION)) {
      throw refused(
          "strategy: %s with a privacy guarantee".formatted(strategy),
          "one that does not depend on who takes part, such as fedavg; that is hidden from it, and no noise would cover it");
    }
    Promised.requireAccounted(work, strategy, hyper, promise.mechanism());
  }

  /** Refuses compression of what cannot be compressed, or where it would break something. */
  static void requireCompression(
      Compression compression,
      Strategy strategy,
      List<LocalWork> works,
      Model model,
      Aggregator aggregator,
      @Nullable Masking masking) {
    if (compression instanceof Uncompressed) {
      return;
    }
    String what = "compression: %s ".formatted(compression.spec());
    if (works.stream()
        .flatMap(work -> work.outputs(model, 1).stream())
        .noneMatch(LocalWork.Output::compressible)) {
      throw refused(
          what + "with strategy " + strategy.spec(),
          "none; all that this strategy uploads is summed exactly, and a rounded sum would be another one");
    }
    if (masking != null && !(compression instanceof RandomK)) {
      throw refused(
          what + "under secure aggregation",
          "random-k or none; a mask is as long as an integer of the sum, so a shorter form saves no byte, and positions of one's own cannot be added up");
    }
    if (compression instanceof TopK && !exact(aggregator)) {
      throw refused(
          what + "with aggregator " + aggregator.spec(),
          "mean; where most clients send nothing at a position, a robust rule takes nothing for the truth");
    }
    boolean remembered =
        works.stream()
            .anyMatch(
                work ->
                    work instanceof Sgd sgd
                        && (sgd.form() == Sgd.Form.CONTROL_VARIATE
                            || sgd.form() == Sgd.Form.DYNAMIC));
    boolean forgets =
        compression instanceof RandomK || (compression instanceof TopK top && !top.feedback());
    if (forgets && remembered) {
      throw refused(
          what + "with strategy " + strategy.spec(),
          "another compression, or none; the coordinator adds up what clients remember, and the error of a choice would grow from round to round");
    }
  }

  /** Masks are planned for cohorts of one size. */
  static void requireOneSize(LocalWork work, CohortSize cohort, @Nullable Masking masking) {
    if (masking != null && work.everybody() && !(cohort instanceof CohortSize.All)) {
      throw refused(
          "secure aggregation: cohorts of a part, and a round of %s that asks everybody"
              .formatted(work.name()),
          "every client in every round, or neither such a start nor federated standardising; masks are planned for cohorts of one size");
    }
  }

  /** Plain clipping bounds one vector; a second one would go on without a bound. */
  private static void requireClipping(
      LocalWork work, Spec strategy, Model model, Summing summing, @Nullable Promise promise) {
    if (summing.clippingNorm() == null) {
      return;
    }
    String clipped = "clipping-norm: %s".formatted(summing.clippingNorm());
    if (promise != null) {
      throw refused(
          clipped + " beside a privacy guarantee",
          "the guarantee's own, which its noise is made for");
    }
    List<LocalWork.Output> outputs = work.outputs(model, 1);
    if (outputs.stream().anyMatch(output -> output.fractionBits() != null)) {
      throw refused(
          "%s with strategy %s".formatted(clipped, strategy),
          "none; statistics are summed exactly, and clipped ones would be wrong");
    }
    if (outputs.size() != 1) {
      throw refused(
          "%s with strategy %s".formatted(clipped, strategy),
          "none, or a strategy that uploads a single vector, such as fedavg");
    }
  }

  /**
   * A user-defined aggregator may compute a sum too, but the sensitivity is only proved for this
   * one.
   */
  static boolean exact(Aggregator aggregator) {
    return aggregator instanceof ExactMean;
  }

  static void requireSomebody(int round, Collection<String> population) {
    if (population.isEmpty()) {
      throw new IllegalArgumentException(
          "round %d: no clients (expected: at least one)".formatted(round));
    }
  }

  static IllegalArgumentException refused(String what, String expected) {
    return new IllegalArgumentException("%s (expected: %s)".formatted(what, expected));
  }
}
