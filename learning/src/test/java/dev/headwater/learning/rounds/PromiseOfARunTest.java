package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.stages.Standardised;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run promises is what its cohort does, from the first round to the last. */
class PromiseOfARunTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final int CLIENTS = 8;

  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();

  private static Promise promise(Mechanism mechanism, boolean secure) {
    return new Promise(
        mechanism, 0.5, 2, 1e-3, Double.POSITIVE_INFINITY, AccountantKind.RDP, 1, null, secure);
  }

  private static RunBuilder run(@Nullable Promise promise) {
    return RunSettings.of(MODEL, CLIENTS)
        .rounds(4)
        .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .promise(promise);
  }

  private static LocalCohort cohort() {
    return cohort(Samples.clients(CLIENTS, 8, 3));
  }

  private static LocalCohort cohort(SortedMap<String, ClientExamples> clients) {
    return new LocalCohort(clients, Runnable::run, new InMemory(), new PlainMasks());
  }

  private Federation federation(RunSettings settings, Cohort cohort) {
    return new Federation(
        settings, ledger::add, List.of(), cohort, null, List.of(reports::add), () -> 0);
  }

  private long paid() {
    return ledger.stream().filter(LedgerEntry.Paid.class::isInstance).count();
  }

  /** The mismatch itself: the accountant of one half with the cohort of another. */
  @Test
  void nothingTakesAnAccountantOrALotteryApartFromTheSettings() {
    assertThat(
            Stream.concat(
                    Arrays.stream(Federation.class.getConstructors())
                        .flatMap(c -> Arrays.stream(c.getParameterTypes())),
                    Arrays.stream(RunSettings.class.getConstructors())
                        .flatMap(c -> Arrays.stream(c.getParameterTypes())))
                .toList())
        .isNotEmpty()
        .doesNotContain(PrivacyMechanism.class, PrivacyPlan.class, Lottery.class);
  }

  private double epsilonOfOneRound(CohortSize cohort) {
    RunSettings settings = run(promise(new Mechanism.Central(), true)).cohort(cohort).build();
    PrivacyMechanism mechanism = settings.privacy(entry -> {}, List.of());
    mechanism.begin(1, cohort().population(1));
    return Objects.requireNonNull(mechanism.spent()).epsilon();
  }

  /** 2,000 draws of 8 clients: within 6 standard errors, false alarm below 1e-8. */
  @Test
  void cheaperEpsilonOfSamplingIsHadWithSampledCohortsOnly() {
    assertThat(epsilonOfOneRound(new CohortSize.Poisson(0.1)))
        .isLessThan(epsilonOfOneRound(new CohortSize.All()) / 2);
    RunSettings settings =
        run(promise(new Mechanism.Central(), true)).cohort(new CohortSize.Poisson(0.1)).build();
    PrivacyMechanism mechanism = settings.privacy(entry -> {}, List.of());
    var instruction = mechanism.preview(CLIENTS);
    long asked = 0;
    for (int round = 1; round <= 2000; round++) {
      RoundTask task =
          settings.task(round, settings.start(), cohort().population(round), instruction);
      asked += task.cohort().size();
      assertThat(task.topUp()).isFalse();
    }
    double deviation = Math.sqrt(2000 * CLIENTS * 0.1 * 0.9);
    assertThat((double) asked).isBetween(1600 - 6 * deviation, 1600 + 6 * deviation);
  }

  @Test
  void securePromiseDrawsCohortsThatTheSeedDoesNotTell() {
    RunSettings secure = run(promise(new Mechanism.Central(), true)).seed(5).build();
    RunSettings seeded = run(promise(new Mechanism.Central(), false)).seed(5).build();
    long keyed = Lottery.keyed(5).ticket(1, "client-1");
    assertThat(seeded.lottery().ticket(1, "client-1")).isEqualTo(keyed);
    assertThat(run(null).seed(5).build().lottery().ticket(1, "client-1")).isEqualTo(keyed);
    Lottery lottery = secure.lottery();
    assertThat(lottery.ticket(1, "client-1"))
        .isNotEqualTo(keyed)
        .isNotEqualTo(lottery.ticket(1, "client-1"));
  }

  /** Counts its rounds in its own state, and changes the work from round {@code from} on. */
  private record Turning(int from, LocalWork later) implements Strategy {
    @Override
    public ServerState start(Model model, Parameters initial) {
      return new ServerState(initial).with("rounds", new double[] {0});
    }

    @Override
    public LocalWork work(ServerState state, Hyperparameters hyper) {
      return state.memory("rounds")[0] + 1 >= from ? later : new Sgd(hyper);
    }

    @Override
    public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
      return state
          .moved(aggregate.mean(Sgd.DELTA))
          .with("rounds", new double[] {state.memory("rounds")[0] + 1});
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void strategyThatTrainsMoreThanIsAccountedForFromALaterRoundOnIsRefusedBeforeThatRoundIsPaid(
      int from) {
    Strategy turning = new Turning(from, new Sgd(new Hyperparameters(50, 4, 0.1, 0, 0, 0)));
    Federation federation =
        federation(
            run(promise(new Mechanism.ExampleLevel(), true)).strategy(turning).build(), cohort());
    assertThatIllegalArgumentException()
        .isThrownBy(federation::run)
        .withMessageContaining("expected: plain SGD of 1 local epochs in batches of 4");
    assertThat(reports).hasSize(from - 1);
    assertThat(paid()).isEqualTo(from - 1);
  }

  @Test
  void strategyThatUploadsMoreFromALaterRoundOnIsRefusedBeforeThatRoundIsPaid() {
    Hyperparameters hyper = new Hyperparameters(1, 4, 0.1, 0, 0, 0);
    for (Sgd.Form form : List.of(Sgd.Form.CONTROL_VARIATE, Sgd.Form.NORMALISED)) {
      ledger.clear();
      Federation federation =
          federation(
              run(promise(new Mechanism.Central(), true))
                  .strategy(new Turning(2, new Sgd(hyper, form)))
                  .build(),
              cohort());
      assertThatIllegalArgumentException()
          .isThrownBy(federation::run)
          .withMessageContaining("a single clipped vector");
      assertThat(paid()).isEqualTo(1);
    }
  }

  /** Would put into the model who took part, if it were told. */
  private static final class Peeking implements Strategy {
    final List<RoundTask> tasks = new ArrayList<>();
    final List<Aggregate> aggregates = new ArrayList<>();

    @Override
    public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
      tasks.add(task);
      aggregates.add(aggregate);
      return state.moved(aggregate.mean(Sgd.DELTA));
    }
  }

  @Test
  void strategyIsToldTheNoisedSumAndNothingElseUnderAPromiseAboutWholeClients()
      throws InterruptedException {
    Peeking peeking = new Peeking();
    federation(
            run(promise(new Mechanism.Central(), false))
                .cohort(new CohortSize.Poisson(0.5))
                .strategy(peeking)
                .build(),
            cohort())
        .run();
    assertThat(peeking.aggregates).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Aggregate told = peeking.aggregates.get(i);
      assertThat(peeking.tasks.get(i).cohort()).isEmpty();
      assertThat(told.contributors()).isEmpty();
      assertThat(told.numExamples()).isZero();
      assertThat(told.withinNorm()).isZero();
      assertThat(told.refusals()).isEmpty();
      assertThat(told.bytesUp()).isZero();
      assertThat(told.trainLoss()).isNaN();
      assertThat(told.estimate()).isEqualTo(reports.get(i).aggregate().estimate());
      assertThat(told.total().totalWeight()).isEqualTo(4); // the fixed denominator
    }
    assertThat(reports.stream().mapToInt(r -> r.aggregate().contributors().size()).sum())
        .isPositive();
  }

  @Test
  void runThatGoesOnWithoutItsLedgerIsRefused() throws InterruptedException {
    RunSettings settings = run(promise(new Mechanism.Central(), true)).build();
    ServerState three = federation(settings.but().rounds(3).build(), cohort()).run();
    List<LedgerEntry> past = List.copyOf(ledger);
    ledger.clear();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> federation(settings, cohort()).run(three, 4))
        .withMessageContaining("round 4 after a ledger that ends with round 0");
    assertThat(paid()).isZero();
    new Federation(settings, ledger::add, past, cohort(), null, List.of(), () -> 0).run(three, 4);
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void promisedRunThatGoesOnWithoutItsPromiseIsRefused() throws InterruptedException {
    RunSettings settings = run(promise(new Mechanism.Central(), true)).build();
    federation(settings, cohort()).run();
    List<LedgerEntry> past = List.copyOf(ledger);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Federation(
                    settings.but().promise(null).rounds(9).build(),
                    ledger::add,
                    past,
                    cohort(),
                    null,
                    List.of(),
                    () -> 0))
        .withMessageContaining("the run is taken up without one");
  }

  @Test
  void promiseWithoutALedgerIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> new Federation(run(promise(new Mechanism.Central(), true)).build(), cohort()))
        .withMessageContaining("ledger: none for ");
    assertThat(Ledger.NONE).isNotNull();
  }

  /** Hands the round to other clients than those that were drawn. */
  private record Disobedient(LocalCohort clients) implements Cohort {
    @Override
    public SortedMap<String, Integer> population(int round) {
      return clients.population(round);
    }

    @Override
    public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
      return clients.gather(
          task.among(List.copyOf(clients.population(task.round()).keySet())), aggregator);
    }

    @Override
    public ClientScores evaluate(ScoringTask task) {
      return ClientScores.NONE;
    }
  }

  @Test
  void cohortThatAsksOthersThanWereDrawnEndsTheRun() {
    Federation federation =
        federation(
            run(promise(new Mechanism.Central(), true)).cohort(new CohortSize.Count(2)).build(),
            new Disobedient(cohort()));
    assertThatIllegalStateException()
        .isThrownBy(federation::run)
        .withMessageContaining("the cohort answered for round 1 with contributions of");
    assertThat(reports).isEmpty();
  }

  private static SortedMap<String, ClientExamples> diverging() {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < CLIENTS; k++) {
      float[] x = new float[4 * 8];
      Arrays.fill(x, 3e38f);
      clients.put("client-" + k, new ClientExamples(new Examples(x, new int[] {0, 1, 2, 0}, 8)));
    }
    return clients;
  }

  @Test
  void thatEverybodyHasDivergedDoesNotShowUnderAPromise() throws InterruptedException {
    for (CohortSize size : List.of(new CohortSize.All(), new CohortSize.Poisson(0.5))) {
      reports.clear();
      federation(
              run(promise(new Mechanism.Central(), true)).rounds(2).cohort(size).build(),
              cohort(diverging()))
          .run();
      assertThat(reports).hasSize(2);
      assertThat(reports.get(1).parameters()).isNotEqualTo(Parameters.zeros(MODEL.layout()));
    }
  }

  /** The norm is 0.5 and max-delta 0.001: what is clipped is still beyond the run's own bound. */
  @Test
  void clippedVectorsBeyondTheRunsBoundStayInTheMaskedSum() throws InterruptedException {
    federation(
            run(promise(new Mechanism.Distributed(3), true))
                .rounds(1)
                .maxDelta(0.001)
                .masking(new Masking(3, 0, 0))
                .build(),
            cohort())
        .run();
    assertThat(reports.get(0).aggregate().contributors()).hasSize(CLIENTS);
  }

  /** Masks that give sums of fewer than they were asked to. */
  @Test
  void sumOfDistributedNoiseOverTooFewIsNotUsed() throws InterruptedException {
    LocalCohort careless =
        new LocalCohort(
            Samples.clients(CLIENTS, 8, 3),
            Runnable::run,
            new InMemory(),
            (task, masking, inputs, executor) ->
                new PlainMasks()
                    .gather(
                        task.among(task.cohort().subList(0, 2)),
                        new Masking(2, 0, 0),
                        inputs,
                        executor));
    RunSettings settings =
        run(promise(new Mechanism.Distributed(5), true))
            .rounds(1)
            .masking(new Masking(5, 0, 0))
            .build();
    Parameters end = federation(settings, careless).run().parameters();
    assertThat(end).isEqualTo(settings.start().parameters());
    assertThat(reports.get(0).aggregate().aborted()).contains("a sum over 2 contributions");
  }

  @Test
  void spendingOfARunIsThatOfItsLedger() throws InterruptedException {
    federation(run(promise(new Mechanism.Central(), true)).strategy(new FedAvg()).build(), cohort())
        .run();
    PrivacySpent last = Objects.requireNonNull(reports.get(3).privacy());
    LedgerEntry.Paid entry =
        ledger.stream()
            .filter(LedgerEntry.Paid.class::isInstance)
            .map(LedgerEntry.Paid.class::cast)
            .reduce((a, b) -> b)
            .orElseThrow();
    assertThat(entry.epsilon()).isEqualTo(last.epsilon());
    assertThat(paid()).isEqualTo(4);
  }

  @Test
  void featuresAreNotScaledByTheClientsOwnSumsUnderAPromise() {
    Strategy scaled = new Standardised(new FedAvg(), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(promise(new Mechanism.Central(), true)).strategy(scaled).build())
        .withMessageContaining("standardise: federated with a privacy guarantee")
        .withMessageContaining("(expected: public or none");
  }
}
