package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.aggregation.robust.TrimmedMean;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.FedNova;
import dev.headwater.learning.strategies.FedSgd;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A user with this jar alone tries to put halves together that must agree, one pair after the
 * other, and is told why not when the settings are built.
 */
class HalvesThatMustAgreeTest {
  private static final Model LINEAR = new LinearModel(3, 8);
  private static final Model MLP = Models.of("mlp:4", 3, 8);
  private static final Weighting UNIFORM = new Weighting.Uniform();
  private static final Mechanism CENTRAL = new Mechanism.Central();
  private static final Mechanism EXAMPLE = new Mechanism.ExampleLevel();

  private static RunBuilder run() {
    return RunSettings.of(LINEAR, 20).hyper(new Hyperparameters(2, 4, 0.1, 0, 0, 0));
  }

  private static RunBuilder uniform() {
    return run().summing(new Summing(UNIFORM, 64));
  }

  private static Promise promise(Mechanism mechanism) {
    return promise(mechanism, AccountantKind.RDP, 1, null);
  }

  private static Promise promise(
      Mechanism mechanism,
      AccountantKind accountant,
      double meanWeight,
      PrivacyPlan.@Nullable Adaptive adaptive) {
    return new Promise(
        mechanism, 0.5, 1, 1e-3, Double.POSITIVE_INFINITY, accountant, meanWeight, adaptive, true);
  }

  private static void refused(RunBuilder settings, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::build)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains("(expected: "));
  }

  /** Sums, so it says, whatever it does with them. */
  private static final class Loud implements Aggregator {
    @Override
    public Spec spec() {
      return Spec.of("com.example.Loud");
    }

    @Override
    public boolean needsSingleUpdates() {
      return false;
    }

    @Override
    public void requireCohort(int cohort) {}

    @Override
    public Accumulator open(RoundTask task) {
      return new ExactMean().open(task);
    }
  }

  /** A strategy of one's own. */
  private static class Own implements Strategy {
    @Override
    public Spec spec() {
      return Spec.of("com.example.Own");
    }

    @Override
    public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
      return state.moved(aggregate.mean(Sgd.DELTA));
    }
  }

  /** Has its clients do {@code work}, whatever the run says. */
  private static final class Doing extends Own {
    private final LocalWork work;

    Doing(LocalWork work) {
      this.work = work;
    }

    @Override
    public LocalWork work(ServerState state, Hyperparameters hyper) {
      return work;
    }
  }

  /** Needs something. */
  private static final class Needing extends Own {
    private final Need need;

    Needing(Need need) {
      this.need = need;
    }

    @Override
    public Set<Need> needs() {
      return Set.of(need);
    }
  }

  private static LocalWork sgd(int epochs, int batch) {
    return new Sgd(new Hyperparameters(epochs, batch, 0.1, 0, 0, 0));
  }

  @Test
  void whatStandsTogetherIsNotRefused() {
    uniform().promise(promise(CENTRAL)).cohort(new CohortSize.Poisson(0.1)).build();
    uniform().promise(promise(CENTRAL)).masking(new Masking(5, 0, 0)).build();
    uniform().promise(promise(new Mechanism.Local())).build();
    uniform().promise(promise(new Mechanism.Distributed(5))).masking(new Masking(5, 0, 0)).build();
    run().promise(promise(EXAMPLE)).build();
    run().promise(promise(EXAMPLE)).strategy(new Doing(sgd(2, 4))).build();
    uniform().promise(promise(CENTRAL)).strategy(new FedSgd(0.5)).build();
    uniform().strategy(new Scaffold(1)).masking(new Masking(5, 0, 0)).build();
    run().strategy(new Fed3R(1.0)).masking(new Masking(5, 0, 0)).build();
    run().aggregator(new Loud()).build();
    run().aggregator(new TrimmedMean(0.1)).build();
  }

  @Test
  void promiseAndScoresOnTheClientsOwnPictures() {
    for (EvaluateClients when :
        new EvaluateClients[] {EvaluateClients.EVERY_ROUND, EvaluateClients.LAST_ROUND}) {
      refused(uniform().promise(promise(CENTRAL)).scoring(when), "scores on the clients' own");
      refused(run().promise(promise(EXAMPLE)).scoring(when), "scores on the clients' own");
    }
  }

  @Test
  void promiseAndAnAggregatorThatIsNotTheExactMean() {
    for (Aggregator other : new Aggregator[] {new TrimmedMean(0.1), new Loud()}) {
      String name = "aggregator: " + other.spec();
      refused(uniform().promise(promise(CENTRAL)).aggregator(other), name, "a privacy guarantee");
      refused(run().promise(promise(EXAMPLE)).aggregator(other), name, "a privacy guarantee");
    }
  }

  @Test
  void masksAndAnAggregatorThatIsNotTheExactMean() {
    for (Aggregator other : new Aggregator[] {new TrimmedMean(0.1), new Loud()}) {
      refused(
          uniform().masking(new Masking(5, 0, 0)).aggregator(other),
          "aggregator: " + other.spec() + " under secure aggregation");
    }
  }

  @Test
  void promiseAndWorkThatUploadsMoreThanOneClippedVector() {
    for (Strategy strategy : new Strategy[] {new Scaffold(1), new FedNova(), new Fed3R(1.0)}) {
      for (Mechanism mechanism : new Mechanism[] {CENTRAL, new Mechanism.Local(), EXAMPLE}) {
        refused(
            uniform().promise(promise(mechanism)).strategy(strategy),
            "strategy: " + strategy.spec() + " with a privacy guarantee");
      }
    }
  }

  @Test
  void examplePromiseAndAHeadThatCannotClipSinglePictures() {
    refused(
        RunSettings.of(MLP, 20).promise(promise(EXAMPLE)),
        "head: mlp:4 with example-level privacy",
        "expected: linear");
  }

  @Test
  void examplePromiseAndWorkThatIsNotAccountedFor() {
    for (LocalWork work :
        new LocalWork[] {
          sgd(3, 4), sgd(2, 5), sgd(1, 4), new dev.headwater.learning.work.FullGradient()
        }) {
      refused(
          run().promise(promise(EXAMPLE)).strategy(new Doing(work)),
          "strategy: com.example.Own with example-level privacy",
          "plain SGD of 2 local epochs in batches of 4");
    }
  }

  @Test
  void clientPromiseAndWeightsThatNothingBounds() {
    refused(run().promise(promise(CENTRAL)), "weights: num_examples with noise for whole clients");
    refused(
        uniform()
            .summing(new Summing(new Weighting.Capped(5), 64))
            .promise(promise(new Mechanism.Local())),
        "with noise added by the clients",
        "expected: uniform");
  }

  @Test
  void meanWeightAboveTheLargest() {
    refused(uniform().promise(promise(CENTRAL, AccountantKind.RDP, 2, null)), "mean-weight: 2.0");
  }

  @Test
  void masksAndWeightsThatNothingBounds() {
    refused(run().masking(new Masking(5, 0, 0)), "secure aggregation: weights by num_examples");
    refused(
        run().masking(new Masking(5, 0, 0)).promise(promise(EXAMPLE)),
        "secure aggregation: weights by num_examples");
  }

  @Test
  void clientPromiseUnderMasksAndPoissonCohorts() {
    for (Mechanism mechanism : new Mechanism[] {CENTRAL, new Mechanism.Distributed(2)}) {
      refused(
          uniform()
              .promise(promise(mechanism))
              .masking(new Masking(2, 0, 0))
              .cohort(new CohortSize.Poisson(0.5)),
          "sampling-rate: under masks");
    }
  }

  @Test
  void distributedNoiseInTheOpenOrOverOtherSurvivors() {
    Promise five = promise(new Mechanism.Distributed(5));
    refused(uniform().promise(five), "distributed noise: in the open");
    for (int survivors : new int[] {2, 4, 6, 20}) {
      refused(
          uniform().promise(five).masking(new Masking(survivors, 0, 0)),
          "distributed noise: accounted for 5 contributions, unmasked from " + survivors + " on");
    }
  }

  @Test
  void moreSurvivorsThanAreAsked() {
    refused(
        uniform().masking(new Masking(5, 0, 0)).cohort(new CohortSize.Count(4)),
        "min-survivors: 5 of a cohort of 4");
    refused(
        uniform().masking(new Masking(5, 0, 0)).cohort(new CohortSize.Fraction(0.2)),
        "min-survivors: 5 of a cohort of 4");
    refused(uniform().masking(new Masking(21, 0, 0)), "min-survivors: 21 of a cohort of 20");
  }

  @Test
  void deltaThatAllowsToPublishAClient() {
    refused(
        RunSettings.of(LINEAR, 1000).summing(new Summing(UNIFORM, 64)).promise(promise(CENTRAL)),
        "delta: 0.001 for 1000 clients");
  }

  @Test
  void accountantAndASamplingThatItIsNotProvedFor() {
    Promise pld = promise(CENTRAL, AccountantKind.PLD, 1, null);
    refused(
        uniform().promise(pld).cohort(new CohortSize.Count(4)),
        "accountant: pld with cohorts of fixed size");
    refused(
        run().promise(promise(EXAMPLE, AccountantKind.PLD, 1, null)),
        "accountant: pld with example-level privacy");
  }

  @Test
  void adaptiveClippingWhereNobodyAddsNoiseToTheCount() {
    var adaptive = new PrivacyPlan.Adaptive(0.5, 3);
    for (Mechanism mechanism : new Mechanism[] {new Mechanism.Local(), EXAMPLE}) {
      refused(
          uniform().promise(promise(mechanism, AccountantKind.RDP, 1, adaptive)),
          "adaptive-clipping: with ");
    }
    refused(
        uniform()
            .promise(promise(CENTRAL, AccountantKind.RDP, 1, new PrivacyPlan.Adaptive(0.5, 0.5))),
        "the count alone spends more than the round");
  }

  @Test
  void scaffoldAndWeightsThatAreNotUniform() {
    refused(run().strategy(new Scaffold(1)), "strategy: scaffold:1 with ", "weights: uniform");
    refused(
        run().strategy(new Scaffold(1)).summing(new Summing(new Weighting.Capped(1000), 64)),
        "strategy: scaffold:1 with ",
        "weights: uniform");
  }

  @Test
  void strategiesThatNeedSumsAndAggregatorsThatGiveNone() {
    for (Strategy strategy : new Strategy[] {new Scaffold(1), new FedNova(), new Fed3R(1.0)}) {
      for (Aggregator other : new Aggregator[] {new TrimmedMean(0.1), new Loud()}) {
        refused(
            uniform().strategy(strategy).aggregator(other),
            "strategy: " + strategy.spec() + " with aggregator " + other.spec(),
            "aggregator: mean");
      }
    }
  }

  @Test
  void fed3rAndCohortsOfAPartOrHiddenLayers() {
    for (CohortSize part :
        new CohortSize[] {
          new CohortSize.Count(19), new CohortSize.Fraction(0.9), new CohortSize.Poisson(0.9)
        }) {
      refused(
          run().strategy(new Fed3R(1.0)).cohort(part),
          "strategy: fed3r:1 with cohorts of a part",
          "every client in every round");
    }
    refused(
        RunSettings.of(MLP, 20).strategy(new Fed3R(1.0)),
        "strategy: fed3r:1 with head mlp:4",
        "head: linear");
  }

  @Test
  void ownStrategyWithoutItsNeeds() {
    Strategy uneven = new Needing(Need.EXAMPLE_WEIGHTS);
    Strategy even = new Needing(Need.UNIFORM_WEIGHTS);
    refused(uniform().strategy(uneven), "with uniform weights", "weights: examples");
    refused(run().strategy(even), "with weights by num_examples", "weights: uniform");
    refused(
        run().strategy(new Needing(Need.EVERYBODY)).cohort(new CohortSize.Count(3)),
        "every client in every round");
    refused(
        run().strategy(new Needing(Need.SUMS)).aggregator(new TrimmedMean(0.1)),
        "aggregator: mean");
    refused(RunSettings.of(MLP, 20).strategy(new Needing(Need.LINEAR_HEAD)), "head: linear");
  }

  /** Statistics that no need of the strategy's own speaks of. */
  @Test
  void ownStrategyOnStatisticsAndWhatCannotSumThem() {
    Strategy moments = new Doing(new dev.headwater.learning.work.Moments());
    refused(run().strategy(moments).aggregator(new TrimmedMean(0.1)), "statistics are summed");
    refused(run().strategy(moments).aggregator(new Loud()), "statistics are summed");
    refused(RunSettings.of(MLP, 20).strategy(moments), "head: mlp:4 with strategy");
    refused(uniform().strategy(moments).promise(promise(CENTRAL)), "with a privacy guarantee");
  }

  @Test
  void strategyThatStartsOnAnotherModel() {
    Strategy elsewhere =
        new Own() {
          @Override
          public ServerState start(Model model, Parameters initial) {
            return new ServerState(MLP.initial(1));
          }
        };
    refused(run().strategy(elsewhere), "strategy: com.example.Own starts with parameters");
  }

  @Test
  void copyIsCheckedLikeTheOriginal() {
    RunSettings fine = uniform().promise(promise(CENTRAL)).build();
    assertThat(fine.but().build()).isEqualTo(fine);
    refused(fine.but().scoring(EvaluateClients.LAST_ROUND), "scores on the clients' own");
    refused(fine.but().strategy(new FedAvg()).aggregator(new Loud()), "aggregator: ");
  }
}
