package dev.headwater.learning.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.training.softmax.SoftmaxRegression;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakageProbeTest {
  private static final int CLASSES = 10;
  private static final int WIDTH = 256;
  private static final int CLIENTS = 8;
  private static final Parameters ZERO = Parameters.zeros(new Head(CLASSES, WIDTH).layout());

  private static final List<Examples> SKEWED =
      IntStream.range(0, CLIENTS).mapToObj(LeakageProbeTest::skewed).toList();

  /** A client of 60 examples that likes some classes more than others. */
  private static Examples skewed(int client) {
    Examples pool = Clients.realistic(600, WIDTH, CLASSES, client);
    KeyedRandom random = KeyedRandom.of(client, 0, "taste", Purpose.TASTE);
    double[] taste = new double[CLASSES];
    Arrays.setAll(taste, c -> Math.pow(random.nextDouble(), 3));
    float[] x = new float[60 * WIDTH];
    int[] y = new int[60];
    int count = 0;
    for (int i = 0; count < y.length; i = (i + 1) % pool.size()) {
      if (random.nextDouble() < taste[pool.label(i)]) {
        System.arraycopy(pool.matrix(), i * WIDTH, x, count * WIDTH, WIDTH);
        y[count++] = pool.label(i);
      }
    }
    return new Examples(x, y, WIDTH);
  }

  private static float[] delta(Parameters start, int client, Hyperparameters hyper) {
    return SoftmaxRegression.train(start, SKEWED.get(client), hyper, 1, 1, "c" + client).delta();
  }

  /** Means over all clients. */
  private static LeakageReport attack(
      Parameters start, Hyperparameters hyper, UnaryOperator<float[]> protection) {
    double[] sums = new double[4];
    for (int client = 0; client < CLIENTS; client++) {
      float[] seen = protection.apply(delta(start, client, hyper));
      LeakageReport report =
          LeakageReport.compare(LeakageProbe.attack(start, seen, hyper, 60), SKEWED.get(client));
      sums[0] += report.labelError() / CLIENTS;
      sums[1] += report.baselineLabelError() / CLIENTS;
      sums[2] += report.cosine() / CLIENTS;
      sums[3] += report.baselineCosine() / CLIENTS;
    }
    return new LeakageReport(sums[0], sums[1], sums[2], sums[3]);
  }

  @Test
  void oneFullBatchStepFromZeroGivesTheLabelsAway() {
    LeakageReport report = attack(ZERO, Clients.sgd(1, 60, 0.001), UnaryOperator.identity());
    assertThat(report.labelError()).isLessThan(0.01);
    assertThat(report.baselineLabelError()).isGreaterThan(0.2);
    assertThat(report.cosine()).isGreaterThan(0.98);
    assertThat(report.baselineCosine()).isLessThan(0.8);
  }

  @Test
  void localEpochsInSmallBatchesHideLittle() {
    LeakageReport report = attack(ZERO, Clients.sgd(1, 20, 0.02), UnaryOperator.identity());
    assertThat(report.labelError()).isLessThan(report.baselineLabelError() / 3);
    assertThat(report.cosine()).isGreaterThan(0.9);
  }

  @Test
  void momentumHidesLittle() {
    LeakageReport report =
        attack(ZERO, new Hyperparameters(2, 20, 0.002, 0.9, 0, 0), UnaryOperator.identity());
    assertThat(report.labelError()).isLessThan(report.baselineLabelError() / 2);
    assertThat(report.featuresLeak()).isTrue();
  }

  @Test
  void laterRoundsGiveAwayTheLabelsToo() {
    LeakageReport report =
        attack(
            Clients.start(CLASSES, WIDTH, 4), Clients.sgd(1, 20, 0.01), UnaryOperator.identity());
    assertThat(report.labelError()).isLessThan(report.baselineLabelError() / 2);
    assertThat(report.featuresLeak()).isTrue();
  }

  /** As in local differential privacy with a noise multiplier of 1. Seeded: never flakes. */
  @Test
  void clippedAndNoisedVectorTellsNoMoreThanGuessing() {
    FixedPoint grid = FixedPoint.finest(4, 100);
    NoiseSource noise = NoiseSource.seeded(5, 1, "c", Purpose.NOISE);
    DiscreteGaussian gaussian = new DiscreteGaussian(0.1 * grid.unit());
    LeakageReport report =
        attack(
            ZERO,
            Clients.sgd(1, 20, 0.02),
            delta -> {
              Clipping.clip(delta, 0.1, grid);
              for (int j = 0; j < delta.length; j++) {
                delta[j] = (float) ((grid.encode(delta[j]) + gaussian.sample(noise)) / grid.unit());
              }
              return delta;
            });
    assertThat(report.labelsLeak()).isFalse();
    assertThat(report.featuresLeak()).isFalse();
  }

  @Test
  void uniformlyMaskedVectorTellsNothing() {
    FixedPoint grid = FixedPoint.finest(4, 100);
    NoiseSource mask = NoiseSource.seeded(6, 1, "c", Purpose.NOISE);
    LeakageReport report =
        attack(
            ZERO,
            Clients.sgd(1, 20, 0.02),
            delta -> {
              for (int j = 0; j < delta.length; j++) {
                delta[j] = (float) ((grid.encode(delta[j]) + mask.nextLong()) / grid.unit());
              }
              return delta;
            });
    assertThat(report.labelsLeak()).isFalse();
    assertThat(report.featuresLeak()).isFalse();
  }

  @Test
  void truthScoresWithoutAnErrorAndTheBaselineAsItself() {
    Examples truth = new Examples(new float[] {1, 0, 0, 2, 0, 4}, new int[] {0, 1, 1}, 2);
    float[][] means = {{1, 0}, {0, 3}, {0, 0}};
    LeakageReport report =
        LeakageReport.compare(new LeakageEstimate(List.of(1.0 / 3, 2.0 / 3, 0.0), means), truth);
    assertThat(report.labelError()).isZero();
    assertThat(report.baselineLabelError()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(report.cosine()).isEqualTo(1);
    // (1, 6) against (1, 0) and (0, 6).
    assertThat(report.baselineCosine()).isCloseTo(7 / (2 * Math.sqrt(37)), within(1e-12));
  }

  @Test
  void deltaOfAnotherHeadIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakageProbe.attack(ZERO, new float[3], Clients.sgd(1, 20, 0.1), 5))
        .withMessage(
            "leakage: a delta of 3 values from 5 examples (expected: 2570 values, at least 1 example)");
  }
}
