package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.robust.Median;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs can be compressed, and what becomes of those that are. */
class CompressionOfARunTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final Weighting UNIFORM = new Weighting.Uniform();

  private static RunBuilder run(String compression) {
    return RunSettings.of(MODEL, 20)
        .summing(new Summing(UNIFORM, 64))
        .compression(Compressions.CHOICES.parse(compression));
  }

  private static RunBuilder run(String compression, String strategy) {
    return run(compression).strategy(Strategies.CHOICES.parse(strategy));
  }

  private static Promise promise(Mechanism mechanism, double norm) {
    return new Promise(
        mechanism, norm, 1, 1e-3, Double.POSITIVE_INFINITY, AccountantKind.RDP, 1, null, true);
  }

  private static void refused(RunBuilder settings, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::build)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains("(expected: "));
  }

  @Test
  void whatStandsTogetherIsNotRefused() {
    for (String any : List.of("none", "float16", "int8", "top-k:0.1", "random-k:0.1")) {
      run(any).build();
      run(any, "fednova").build();
      run(any, "ditto:0.1").build();
      run(any, "qfedavg:1").build();
      run(any, "fedsgd:0.1").build();
    }
    for (String any : List.of("float16", "int8", "random-k:0.1")) {
      run(any).aggregator(new Median()).build();
      run(any).promise(promise(new Mechanism.Central(), 1)).build();
      run(any).promise(promise(new Mechanism.Local(), 1)).build();
      run(any).promise(promise(new Mechanism.ExampleLevel(), 1)).build();
    }
    for (String any : List.of("float16", "int8")) {
      run(any)
          .cohort(new CohortSize.Schedule(2, 5))
          .promise(promise(new Mechanism.Banded(5), 1))
          .build();
    }
    run("int8", "scaffold").build();
    run("top-k:0.1", "scaffold").build();
    run("random-k:0.1").masking(new Masking(5, 0, 0)).build();
    run("random-k:0.1")
        .masking(new Masking(5, 0, 0))
        .promise(promise(new Mechanism.Distributed(5), 1))
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fed3r:1", "fedncm", "lda", "exact-softmax"})
  void statisticsAreNotCompressed(String strategy) {
    refused(
        run("float16", strategy).cohort(new CohortSize.All()).summing(Summing.DEFAULT),
        "compression: float16 with strategy " + strategy.replaceAll(":.*", ""),
        "none; all that this strategy uploads is summed exactly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8", "top-k:0.1"})
  void onlyRandomPlacesGoUnderAMask(String compression) {
    refused(
        run(compression).masking(new Masking(5, 0, 0)),
        "compression: %s under secure aggregation".formatted(compression),
        "random-k or none");
  }

  @Test
  void chosenPlacesGoWithNoPromise() {
    for (Mechanism mechanism :
        new Mechanism[] {
          new Mechanism.Central(), new Mechanism.Local(), new Mechanism.ExampleLevel()
        }) {
      refused(
          run("top-k:0.1").promise(promise(mechanism, 1)),
          "compression: top-k:0.1 with a privacy guarantee",
          "which values are the largest depends on the data");
    }
  }

  @Test
  void bandedNoiseNeedsTheSamePlacesInEveryRound() {
    refused(
        run("random-k:0.1")
            .cohort(new CohortSize.Schedule(2, 5))
            .promise(promise(new Mechanism.Banded(5), 1)),
        "compression: random-k:0.1 with banded noise",
        "independent noise");
  }

  @Test
  void largestValuesGoWithTheMeanAlone() {
    refused(
        run("top-k:0.1").aggregator(new Median()),
        "compression: top-k:0.1 with aggregator median",
        "expected: mean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scaffold:1", "feddyn:0.1"})
  void randomPlacesDoNotGoWithSumsOfWhatClientsRemember(String strategy) {
    refused(run("random-k:0.1", strategy), "compression: random-k:0.1 with strategy " + strategy);
  }

  /** A client whose values are too large would be refused, which tells of them. */
  @Test
  void valuesBeyondFloat16UnderAPromiseAreRefusedBeforeAnythingIsPaid() {
    var population = new java.util.TreeMap<String, Integer>();
    Samples.clients(20, 8, 3).forEach((name, data) -> population.put(name, 10));
    RunSettings settings = run("float16").promise(promise(new Mechanism.Central(), 70_000)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.requirePossible(population))
        .withMessageContaining("compression: float16 of values up to 70000.0 with a privacy")
        .withMessageContaining("65504");
    run("int8")
        .promise(promise(new Mechanism.Central(), 70_000))
        .build()
        .requirePossible(population);
  }

  private static List<Aggregate> rounds(RunBuilder settings) throws InterruptedException {
    List<Aggregate> rounds = new ArrayList<>();
    new Federation(
            settings.build(),
            new LocalCohort(Samples.clients(20, 8, 3)),
            report -> rounds.add(report.aggregate()))
        .run();
    return rounds;
  }

  /** 27 values a client, of 20 clients. */
  @ParameterizedTest
  @CsvSource({
    "none, 108",
    "float16, 54",
    "int8, 31", // and a scale
    "top-k:0.1, 24", // 3 values with their places
    "random-k:0.1, 12",
  })
  void bytesAreThoseThatTravel(String compression, int each) throws Exception {
    assertThat(rounds(run(compression).rounds(2)))
        .allSatisfy(round -> assertThat(round.bytesUp()).isEqualTo(20L * each));
  }

  /** Everything is sent sooner or later: after k rounds of the same delta all has arrived. */
  @Test
  void whatIsNotSentIsRememberedAndSentLater() throws Exception {
    RunBuilder plain = run("none", "fedsgd:0.5").rounds(60);
    RunBuilder top = run("top-k:0.2", "fedsgd:0.5").rounds(60);
    float[] expected = end(plain);
    float[] found = end(top);
    float[] start = end(run("none", "fedsgd:0.5").rounds(1));
    double apart = 0;
    double moved = 0;
    for (int j = 0; j < expected.length; j++) {
      apart += Math.pow(found[j] - expected[j], 2);
      moved += Math.pow(expected[j] - start[j], 2);
    }
    assertThat(Math.sqrt(apart / moved)).isLessThan(0.15);
  }

  private static float[] end(RunBuilder settings) throws InterruptedException {
    return new Federation(settings.build(), new LocalCohort(Samples.clients(20, 8, 3)))
        .run()
        .parameters()
        .toArray();
  }

  @Test
  void roundedRunsEndNearTheOthers() throws Exception {
    float[] expected = end(run("none").rounds(5));
    for (String compression : List.of("float16", "int8")) {
      float[] found = end(run(compression).rounds(5));
      assertThat(found).isNotEqualTo(expected);
      for (int j = 0; j < expected.length; j++) {
        assertThat(found[j]).isCloseTo(expected[j], within(0.02f));
      }
    }
  }

  @Test
  void onlyTheDrawnPlacesMoveAndOthersMoveInTheNextRound() throws Exception {
    float[] start = MODEL.initial(1).toArray();
    float[] first = end(run("random-k:0.1").rounds(1));
    float[] second = end(run("random-k:0.1").rounds(2));
    assertThat(differing(start, first)).isEqualTo(3);
    assertThat(differing(first, second)).isEqualTo(3);
    assertThat(differing(start, second)).isGreaterThan(3);
  }

  private static int differing(float[] a, float[] b) {
    int count = 0;
    for (int j = 0; j < a.length; j++) {
      count += a[j] == b[j] ? 0 : 1;
    }
    return count;
  }

  @Test
  void shareOfEverythingIsNoCompression() throws Exception {
    float[] plain = end(run("none").rounds(3));
    assertThat(end(run("random-k:1").rounds(3))).containsExactly(plain);
    assertThat(end(run("top-k:1").rounds(3))).containsExactly(plain);
    assertThat(Uncompressed.NONE).isEqualTo(Compressions.CHOICES.parse("none"));
  }
}
