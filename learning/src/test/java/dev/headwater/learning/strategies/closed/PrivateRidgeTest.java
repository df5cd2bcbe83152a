package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.gaussian.AnalyticGaussian;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.ImpossibleRoundException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.ClippedMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of one release, from the clients' rows to the head. */
class PrivateRidgeTest {
  private static final int WIDTH = 8;
  private static final LinearModel MODEL = new LinearModel(3, WIDTH);
  private static final double DELTA = 1e-5;

  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private final List<Integer> ledgerWhenAsked = new ArrayList<>();

  private static Scaling scaling(float mean, float scale) {
    float[] means = new float[WIDTH];
    float[] scales = new float[WIDTH];
    Arrays.fill(means, mean);
    Arrays.fill(scales, scale);
    return new Scaling(means, scales);
  }

  private static Promise promise(Mechanism mechanism, double norm, double z) {
    return new Promise(
        mechanism, norm, z, DELTA, Double.POSITIVE_INFINITY, AccountantKind.PLD, 1, null, false);
  }

  private static RunBuilder byExample(double z) {
    return RunSettings.of(MODEL, 8)
        .strategy(new PrivateRidge(0, 1, false, scaling(0.1f, 0.5f)))
        .seed(5)
        .promise(promise(new Mechanism.ExampleRelease(), 1, z));
  }

  private static RunBuilder byClient(Mechanism mechanism, double z) {
    return RunSettings.of(MODEL, 8)
        .strategy(new PrivateRidge(0, 1, true, scaling(0.1f, 0.5f)))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .seed(5)
        .promise(promise(mechanism, 2, z));
  }

  private ServerState run(RunSettings settings) throws InterruptedException {
    return run(settings, Samples.clients(8, WIDTH, 3), List.of());
  }

  private ServerState run(
      RunSettings settings, SortedMap<String, ClientExamples> clients, List<LedgerEntry> past)
      throws InterruptedException {
    var listener =
        new RoundListener() {
          @Override
          public void onTask(RoundTask task) {
            ledgerWhenAsked.add(LedgerEntry.paid(ledger).size());
          }

          @Override
          public void onRound(RoundReport report) {
            reports.add(report);
          }
        };
    return new Federation(
            settings,
            ledger::add,
            past,
            new LocalCohort(clients, Runnable::run, new InMemory(), new PlainMasks()),
            null,
            List.of(listener),
            () -> 0)
        .run();
  }

  private static void assertRefused(RunBuilder builder, String part) {
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining(part)
        .withMessageContaining("expected");
  }

  @Test
  void oneReleaseIsPaidOnceBeforeAnybodyIsAskedAndCostsTheGaussianMechanism()
      throws InterruptedException {
    run(byExample(2).build());
    assertThat(ledgerWhenAsked).containsExactly(1);
    assertThat(reports).hasSize(1);
    LedgerEntry.Paid paid = LedgerEntry.paid(ledger).get(0);
    assertThat(LedgerEntry.paid(ledger)).hasSize(1);
    assertThat(paid.noiseDeviation()).isCloseTo(2 * Math.sqrt(2), within(1e-12));
    assertThat(Objects.requireNonNull(paid.epsilon()))
        .isCloseTo(AnalyticGaussian.epsilon(0.999 * DELTA, 2), within(0.002));
    assertThat(ledger.get(0)).isInstanceOf(LedgerEntry.Opened.class);
    LedgerEntry.Opened opened = (LedgerEntry.Opened) ledger.get(0);
    assertThat(opened.unit()).isEqualTo("example");
    assertThat(opened.adjacency()).isEqualTo("ADD_OR_REMOVE");
    assertThat(Mechanism.parse(opened.mechanism().text())).isEqualTo(opened.mechanism());
  }

  @Test
  void finishedRunPaysNothingMoreWhenItIsResumed() throws InterruptedException {
    RunSettings settings = byExample(2).build();
    ServerState end = run(settings);
    List<LedgerEntry> past = List.copyOf(ledger);
    ServerState again =
        new Federation(
                settings,
                ledger::add,
                past,
                new LocalCohort(Samples.clients(8, WIDTH, 3)),
                null,
                List.of(),
                () -> 0)
            .run(end, 2);
    assertThat(again).isSameAs(end);
    assertThat(LedgerEntry.paid(ledger)).hasSize(1);
  }

  /**
   * With and without noise, the same sums: the differences are the noise. 69 entries in 200 runs:
   * the variance of all within 5 standard errors, false alarm below 1e-6, and that of each entry
   * within 6, below 69 * 2e-9.
   */
  @Test
  void noiseHasThePromisedDeviationOnEveryEntry() {
    RunSettings quiet = byExample(0).build();
    int size = quiet.dimension();
    assertThat(size).isEqualTo(9 * 10 / 2 + 3 * 9);
    double sigma = 2 * ClippedMoments.sensitivity(1);
    double[] squares = new double[size];
    int runs = 200;
    SortedMap<String, Integer> people = new TreeMap<>();
    Samples.clients(8, WIDTH, 3).forEach((name, data) -> people.put(name, data.train().size()));
    for (int run = 0; run < runs; run++) {
      RunSettings settings = byExample(2).seed(run).build();
      var mechanism = settings.privacy(entry -> {}, List.of());
      RoundTask task = settings.task(1, settings.start(), people, mechanism.begin(1, people));
      double[] noise = noise(mechanism, task, size);
      for (int j = 0; j < size; j++) {
        squares[j] += noise[j] * noise[j] / sigma / sigma;
      }
    }
    double all = 0;
    for (double square : squares) {
      assertThat(square / runs).isCloseTo(1, within(6 * Math.sqrt(2.0 / runs)));
      all += square / runs / size;
    }
    assertThat(all).isCloseTo(1, within(5 * Math.sqrt(2.0 / runs / size)));
  }

  private static double[] noise(PrivacyMechanism mechanism, RoundTask task, int size) {
    ExactSum.Total nothing = new ExactSum(task.train().grid(), size).finish();
    var gathered =
        new Aggregate(
            1,
            task.train().schema(),
            new Estimate.Sums(List.of(nothing)),
            new TreeSet<>(task.cohort()),
            8,
            Double.NaN,
            8,
            Map.of(),
            List.of(),
            0,
            0,
            null);
    ExactSum.Total released = mechanism.onServer(task, gathered).total();
    assertThat(released.totalWeight()).isEqualTo(1);
    double[] noise = new double[size];
    for (int j = 0; j < size; j++) {
      noise[j] = released.units()[j] / released.grid().unit();
    }
    return noise;
  }

  /** The strategy sees no client, no count and no weight: all of it follows from the release. */
  @Test
  void headDependsOnTheExamplesAloneAndNotOnTheirSplit() throws InterruptedException {
    SortedMap<String, ClientExamples> one = new TreeMap<>();
    one.put("all", new ClientExamples(Samples.examples(200, WIDTH, 3, 1)));
    ServerState together = run(byExample(1).build(), one, List.of());
    ledger.clear();
    SortedMap<String, ClientExamples> many = new TreeMap<>();
    var all = Samples.examples(200, WIDTH, 3, 1);
    for (int k = 0; k < 8; k++) {
      float[] matrix = Arrays.copyOfRange(all.matrix(), k * 200, k * 200 + 200);
      int[] labels = new int[25];
      for (int i = 0; i < 25; i++) {
        labels[i] = all.label(k * 25 + i);
      }
      many.put("part-" + k, new ClientExamples(new Examples(matrix, labels, WIDTH)));
    }
    assertThat(run(byExample(1).build(), many, List.of()).parameters())
        .isEqualTo(together.parameters());
  }

  @Test
  void masksChangeNoBitOfTheHead() throws InterruptedException {
    ServerState open = run(byExample(1).build());
    ledger.clear();
    ServerState masked = run(byExample(1).masking(new Masking(3, 0, 0)).build());
    assertThat(masked.parameters()).isEqualTo(open.parameters());
    ledger.clear();
    ServerState clients = run(byClient(new Mechanism.Central(), 1).build());
    ledger.clear();
    assertThat(
            run(byClient(new Mechanism.Central(), 1).masking(new Masking(3, 0, 0)).build())
                .parameters())
        .isEqualTo(clients.parameters());
  }

  /** 4,000 pictures in clouds around three centres: noise of epsilon 8 costs little. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noisedHeadStillTellsClassesApart(boolean wholeClients) throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 1000; k++) {
      clients.put("client-" + k, new ClientExamples(Samples.examples(4, WIDTH, 3, k)));
    }
    RunBuilder builder = wholeClients ? byClient(new Mechanism.Central(), 0.6) : byExample(0.6);
    RunSettings settings =
        RunSettings.of(MODEL, 1000)
            .strategy(builder.build().strategy())
            .summing(builder.build().summing())
            .promise(builder.build().promise())
            .build();
    var test = Samples.examples(600, WIDTH, 3, 77_777);
    double noised = MODEL.score(run(settings, clients, List.of()).parameters(), test).accuracy();
    ledger.clear();
    double exact =
        MODEL
            .score(
                run(
                        RunSettings.of(MODEL, 1000).strategy(new Fed3R(1.0)).build(),
                        clients,
                        List.of())
                    .parameters(),
                test)
            .accuracy();
    assertThat(exact).isGreaterThan(0.9);
    assertThat(noised).isGreaterThan(exact - 0.05);
  }

  @Test
  void withoutNoiseAndClippingItIsRidgeRegression() throws InterruptedException {
    // Rows of length below 16 are not clipped; their bias is 0.25, so its penalty is 16 times.
    RunSettings settings =
        RunSettings.of(MODEL, 8)
            .strategy(new PrivateRidge(1e-6, 16, false, scaling(0, 1)))
            .promise(promise(new Mechanism.ExampleRelease(), 16, 0))
            .build();
    float[] head = run(settings).parameters().toArray();
    ledger.clear();
    float[] plain =
        run(RunSettings.of(MODEL, 8).strategy(new Fed3R(1e-6)).build()).parameters().toArray();
    for (int j = 0; j < head.length; j++) {
      assertThat(head[j]).isCloseTo(plain[j], within(2e-3f));
    }
  }

  @Test
  void refusalsComeBeforeAnythingIsPaid() {
    PrivateRidge ridge = new PrivateRidge(0, 1, false, scaling(0, 1));
    PrivateRidge clients = new PrivateRidge(0, 1, true, scaling(0, 1));
    assertRefused(byExample(1).cohort(new CohortSize.Count(3)), "cohorts of a part");
    assertRefused(
        byExample(1).promise(promise(new Mechanism.ExampleRelease(), 2, 1)), "noise for 2.0");
    assertRefused(byExample(1).promise(promise(new Mechanism.ExampleLevel(), 1, 1)), "DP-SGD");
    assertRefused(
        byExample(1).promise(promise(new Mechanism.Central(), 1, 1)), "by example, with Central");
    assertRefused(byClient(new Mechanism.Local(), 1), "local noise");
    assertRefused(byClient(new Mechanism.Central(), 1).strategy(ridge), "clipped by example");
    assertRefused(byExample(1).strategy(clients), "uniform");
    assertRefused(byExample(1).strategy(new FedAvg()), "one release by example");
    assertRefused(byExample(1).strategy(new Fed3R(10.0)), "one release by example");
    assertRefused(
        byExample(1)
            .strategy(new PrivateRidge(0, 1, false, new Scaling(new float[2], new float[2]))),
        "2 features");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrivateRidge(-1, 1, false, scaling(0, 1)));
    assertThat(ledger).isEmpty();
  }

  @Test
  void clippedStatisticsAreNotRunWithoutAPromise() {
    RunSettings settings = byExample(1).promise(null).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(settings))
        .withMessageContaining("without a privacy guarantee");
  }

  @Test
  void singularSumsAndNoiseThatTheGridIsNotMadeForAreRefusedInWords() {
    SortedMap<String, ClientExamples> few = new TreeMap<>();
    few.put("client", new ClientExamples(Samples.examples(4, WIDTH, 3, 1)));
    assertThatExceptionOfType(ImpossibleRoundException.class)
        .isThrownBy(() -> run(byExample(0).build(), few, List.of()))
        .withMessageContaining("singular");
    ledger.clear();
    assertThatExceptionOfType(ImpossibleRoundException.class)
        .isThrownBy(() -> run(byExample(0.01).build(), few, List.of()))
        .withMessageContaining("expected: 0.25 to 64.0");
    assertThatExceptionOfType(ImpossibleRoundException.class)
        .isThrownBy(() -> run(byExample(100).build(), few, List.of()))
        .withMessageContaining("expected: 0.25 to 64.0");
    assertThat(LedgerEntry.paid(ledger)).isEmpty();
  }
}
