package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.Hand;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.work.LocalInput;
import dev.headwater.learning.work.LocalResult;
import dev.headwater.learning.work.Moments;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Fed3RTest {
  private static final int CLASSES = 4;
  private static final int WIDTH = 12;
  private static final int SIZE = 300;
  private static final Examples ALL = Samples.examples(SIZE, WIDTH, CLASSES, 1);

  private static Parameters run(double lambda, List<Examples> parts) throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < parts.size(); k++) {
      clients.put("client-" + k, new ClientExamples(parts.get(k)));
    }
    Examples first = parts.get(0);
    int classes = first.width() == WIDTH ? CLASSES : 2;
    RunSettings settings =
        RunSettings.of(new LinearModel(classes, first.width()), parts.size())
            .strategy(new Fed3R(lambda))
            .build();
    return new Federation(settings, new LocalCohort(clients)).run().parameters();
  }

  private static Examples some(List<Integer> chosen) {
    float[] x = new float[chosen.size() * WIDTH];
    int[] y = new int[chosen.size()];
    for (int i = 0; i < y.length; i++) {
      System.arraycopy(ALL.matrix(), chosen.get(i) * WIDTH, x, i * WIDTH, WIDTH);
      y[i] = ALL.label(chosen.get(i));
    }
    return new Examples(x, y, WIDTH);
  }

  private static List<Integer> everything() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      order.add(i);
    }
    return order;
  }

  /**
   * x = 1 of class 0 and x = 3 of class 1, lambda = 1:
   *
   * <pre>
   * X'X + I = (11 4; 4 3), det 17     X'Y = (1 1)', (3 1)'
   * class 0: (3 - 4, 11 - 4) / 17 = (-1, 7) / 17     class 1: (9 - 4, 11 - 12) / 17 = (5, -1) / 17
   * </pre>
   */
  @Test
  void solvesTheNormalEquationsByHand() throws InterruptedException {
    float[] head = run(1, List.of(Hand.examples(0, 1), Hand.examples(1, 3))).toArray();
    float[] expected = {-1 / 17f, 5 / 17f, 7 / 17f, -1 / 17f};
    for (int j = 0; j < 4; j++) {
      assertThat(head[j]).isCloseTo(expected[j], within(1e-7f));
    }
  }

  /** One client, one client a class, clients of one example, and splits of any size. */
  @Test
  void headIsTheSameBitForBitOverTwentyPartitions() throws InterruptedException {
    Parameters expected = run(0.5, List.of(ALL));
    Random random = new Random(3);
    for (int trial = 0; trial < 20; trial++) {
      List<Integer> order = everything();
      Collections.shuffle(order, random);
      if (trial % 3 == 0) {
        order.sort(Comparator.comparing(ALL::label)); // clients of one class, most of them
      }
      int clients = trial == 1 ? SIZE : 1 + random.nextInt(40);
      List<List<Integer>> parts = new ArrayList<>();
      for (int k = 0; k < clients; k++) {
        parts.add(new ArrayList<>());
      }
      for (int i = 0; i < SIZE; i++) {
        int k =
            trial == 1
                ? i
                : trial % 3 == 0 ? (int) ((long) i * clients / SIZE) : random.nextInt(clients);
        parts.get(k).add(order.get(i));
      }
      parts.removeIf(List::isEmpty); // who has no examples takes no part
      List<Examples> split = parts.stream().map(Fed3RTest::some).toList();
      assertThat(run(0.5, split))
          .as("trial %d, %d clients", trial, split.size())
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 10})
  void headSolvesTheNormalEquationsOfTheRoundedFeatures(double lambda) throws InterruptedException {
    int width = WIDTH + 1;
    double[][] gram = new double[width][width];
    double[][] targets = new double[CLASSES][width];
    for (int i = 0; i < SIZE; i++) {
      double[] x = new double[width];
      for (int j = 0; j < WIDTH; j++) {
        x[j] = Math.rint(ALL.matrix()[i * WIDTH + j] * 262144.0) / 262144.0;
      }
      x[WIDTH] = 1;
      for (int a = 0; a < width; a++) {
        for (int b = 0; b < width; b++) {
          gram[a][b] += x[a] * x[b];
        }
        targets[ALL.label(i)][a] += x[a];
      }
    }
    Parameters head = run(lambda, List.of(ALL));
    float[] weights = head.tensor("classifier.1.weight");
    float[] biases = head.tensor("classifier.1.bias");
    for (int c = 0; c < CLASSES; c++) {
      double[][] system = new double[width][];
      for (int i = 0; i < width; i++) {
        system[i] = Arrays.copyOf(gram[i], width + 1);
        system[i][i] += lambda;
        system[i][width] = targets[c][i];
      }
      double[] expected = eliminate(system);
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int j = 0; j < WIDTH; j++) {
        assertThat((double) weights[c * WIDTH + j]).isCloseTo(expected[j], within(1e-6 * largest));
      }
      assertThat((double) biases[c]).isCloseTo(expected[WIDTH], within(1e-6 * largest));
    }
  }

  /** Gauss, with the largest pivot of each column. */
  private static double[] eliminate(double[][] a) {
    int n = a.length;
    for (int k = 0; k < n; k++) {
      int best = k;
      for (int i = k; i < n; i++) {
        best = Math.abs(a[i][k]) > Math.abs(a[best][k]) ? i : best;
      }
      double[] swap = a[k];
      a[k] = a[best];
      a[best] = swap;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j <= n; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = a[i][n];
      for (int j = i + 1; j < n; j++) {
        sum -= a[i][j] * x[j];
      }
      x[i] = sum / a[i][i];
    }
    return x;
  }

  private static LocalResult moments(Examples examples) {
    Model model = new LinearModel(2, examples.width());
    return new Moments()
        .perform(
            new LocalInput(
                model,
                model.initial(1),
                NamedVectors.NONE,
                examples,
                Examples.none(examples.width()),
                NamedVectors.NONE,
                KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
                null,
                purpose -> {
                  throw new AssertionError("nobody asked for noise");
                }));
  }

  /**
   * The largest features there may be, {@code 8} and {@code 8 - 2^-18}, so that the sums of 2,048
   * products reach 2^53, where float64 ends; one sign for all, and signs that change.
   */
  @ParameterizedTest
  @CsvSource({
    "1,false",
    "2047,false",
    "2048,false",
    "2049,false",
    "4097,false",
    "2049,true",
    "5000,true"
  })
  void sumsAreExactAtTheirLimits(int size, boolean signs) {
    int width = 3;
    float[] x = new float[size * width];
    int[] y = new int[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      x[i * width] = 8;
      x[i * width + 1] = signs && random.nextBoolean() ? -8 : 8;
      x[i * width + 2] = (float) (8 - 0x1p-18);
      y[i] = random.nextInt(2);
    }
    LocalResult result = moments(new Examples(x, y, width));
    BigInteger[] second = new BigInteger[10];
    BigInteger[] byClass = new BigInteger[8];
    Arrays.fill(second, BigInteger.ZERO);
    Arrays.fill(byClass, BigInteger.ZERO);
    for (int i = 0; i < size; i++) {
      long[] q = new long[width + 1];
      for (int j = 0; j < width; j++) {
        q[j] = Math.round(x[i * width + j] * 262144.0);
      }
      q[width] = 262144;
      int at = 0;
      for (int a = 0; a <= width; a++) {
        for (int b = a; b <= width; b++) {
          second[at] = second[at].add(BigInteger.valueOf(q[a]).multiply(BigInteger.valueOf(q[b])));
          at++;
        }
        int place = y[i] * (width + 1) + a;
        byClass[place] = byClass[place].add(BigInteger.valueOf(q[a]).shiftLeft(18));
      }
    }
    assertThat(((Values.Integers) result.vectors().get(0)).units())
        .isEqualTo(Arrays.stream(second).mapToLong(BigInteger::longValueExact).toArray());
    assertThat(((Values.Integers) result.vectors().get(1)).units())
        .isEqualTo(Arrays.stream(byClass).mapToLong(BigInteger::longValueExact).toArray());
    assertThat(second[9]).isEqualTo(BigInteger.valueOf(size).shiftLeft(36)); // the bias counts
  }

  @ParameterizedTest
  @ValueSource(floats = {8.000001f, -8.000001f, 1e9f})
  void featuresAboveEightAreRefusedInWords(float feature) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> moments(new Examples(new float[] {1, 2, 3, feature}, new int[2], 2)))
        .withMessage(
            "feature 1 of example 1: %s (expected: at most 8.0 in size, so that sums of products fit 64 bits)",
            feature);
  }

  @Test
  void clientWithSuchAFeatureIsRefusedAndTheOthersCount() throws InterruptedException {
    List<RoundReport> reports = new ArrayList<>();
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    clients.put("ann", new ClientExamples(Hand.examples(0, 1)));
    clients.put("bob", new ClientExamples(Hand.examples(1, 3)));
    clients.put("loud", new ClientExamples(Hand.examples(1, 9)));
    RunSettings settings = RunSettings.of(Hand.MODEL, 3).strategy(new Fed3R(1.0)).build();
    Parameters head =
        new Federation(settings, new LocalCohort(clients), reports::add).run().parameters();
    assertThat(head).isEqualTo(run(1, List.of(Hand.examples(0, 1), Hand.examples(1, 3))));
    assertThat(reports).hasSize(1); // one round, whatever the run's bound
    assertThat(reports.get(0).aggregate().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reason()).contains("9.0 (expected: at most 8.0"));
  }

  /** A cohort of so many examples, whom nobody may ask. */
  private record Untouchable(List<Integer> sizes) implements Cohort {
    @Override
    public SortedMap<String, Integer> population(int round) {
      SortedMap<String, Integer> population = new TreeMap<>();
      for (int k = 0; k < sizes.size(); k++) {
        population.put("client-" + k, sizes.get(k));
      }
      return population;
    }

    @Override
    public Aggregate gather(RoundTask task, Aggregator aggregator) {
      throw new IllegalStateException("asked");
    }

    @Override
    public ClientScores evaluate(ScoringTask task) {
      throw new IllegalStateException("asked");
    }
  }

  @Test
  void moreExamplesThanFitAreRefusedBeforeAnythingIsAsked() {
    RunSettings settings = RunSettings.of(Hand.MODEL, 2).strategy(new Fed3R(1.0)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Federation(settings, new Untouchable(List.of(1 << 19, 1 << 19))).run())
        .withMessageContaining("total weight of 1048576")
        .withMessageContaining("take fewer examples");
    assertThat(
            catchThrowable(
                () ->
                    new Federation(settings, new Untouchable(List.of(1 << 19, (1 << 19) - 1)))
                        .run()))
        .hasMessage("asked");
  }

  @Test
  void singularSumsAreRefusedWithWhatToDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(0, List.of(Hand.examples(0, 2, 2), Hand.examples(1, 2))))
        .withMessageStartingWith("strategy: fed3r:0, the sums over all examples are singular")
        .withMessageContaining("a larger lambda");
  }

  @Test
  void penaltiesThatAreNoneAreRefused() {
    for (String lambda : List.of("-1", "NaN", "Infinity", "x", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Strategies.CHOICES.parse("fed3r:" + lambda))
          .withMessageContaining("expected: ");
    }
    assertThat(Map.of("fed3r:0", new Fed3R(0.0), "fed3r:1e-3", new Fed3R(0.001)))
        .allSatisfy(
            (spec, expected) -> assertThat(Strategies.CHOICES.parse(spec)).isEqualTo(expected));
  }
}
