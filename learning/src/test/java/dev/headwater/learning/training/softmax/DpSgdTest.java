package dev.headwater.learning.training.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All draws are seeded: a test that passes once passes always. */
class DpSgdTest {
  private static final double NO_CLIPPING = 1e6;

  private static NoiseSource seeded(long seed, Purpose purpose) {
    return NoiseSource.seeded(seed, 1, "dp", purpose);
  }

  private static LocalUpdate train(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      ExamplePrivacy privacy,
      long seed) {
    return DpSgd.train(
        start, examples, hyper, privacy, seeded(seed, Purpose.BATCH), seeded(seed, Purpose.NOISE));
  }

  private static Examples single(Examples examples, int i) {
    int width = examples.width();
    return new Examples(
        Arrays.copyOfRange(examples.matrix(), i * width, (i + 1) * width),
        new int[] {examples.label(i)},
        width);
  }

  private static double[] doubles(Parameters parameters) {
    double[] w = new double[parameters.size()];
    Arrays.setAll(w, parameters::get);
    return w;
  }

  private static double norm(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0.9, 0, 0", "0.5, 0.01, 0.1"})
  void fullBatchesWithoutNoiseAndClippingArePlainSgd(double momentum, double decay, double mu) {
    Examples examples = Clients.realistic(37, 50, 5, 1);
    Parameters start = Clients.start(5, 50, 1);
    Hyperparameters hyper = new Hyperparameters(4, 37, 0.05, momentum, decay, mu);
    LocalUpdate update = train(start, examples, hyper, new ExamplePrivacy(NO_CLIPPING, 0), 1);
    double[] expected = DoubleReference.train(start, examples, hyper, 1, 1, "dp");
    assertThat(DoubleReference.relativeError(update.delta(), expected)).isLessThan(1e-5);
    LocalUpdate plain = SoftmaxRegression.train(start, examples, hyper, 1, 1, "dp");
    assertThat(update.meanLoss()).isCloseTo(plain.meanLoss(), within(1e-5));
  }

  /** |p - onehot| |(x, 1)| is the norm of the whole gradient: so a step has the clipped one's. */
  @Test
  void oneExampleMovesAStepByItsClippedGradient() {
    Examples examples = Clients.realistic(30, 21, 4, 2);
    Parameters start = Clients.start(4, 21, 2);
    Head head = new Head(4, 21);
    int clipped = 0;
    for (int i = 0; i < examples.size(); i++) {
      double[] gradient = DoubleReference.gradient(doubles(start), head, examples, new int[] {i});
      double full = norm(gradient);
      double c = 3;
      double factor = Math.min(1, c / full);
      clipped += factor < 1 ? 1 : 0;
      double[] expected = Arrays.stream(gradient).map(g -> -0.5 * factor * g).toArray();
      Examples one = single(examples, i);
      float[] delta =
          train(start, one, Clients.sgd(1, 1, 0.5), new ExamplePrivacy(c, 0), 1).delta();
      assertThat(DoubleReference.relativeError(delta, expected)).isLessThan(2e-6);
      double[] moved = IntStream.range(0, delta.length).mapToDouble(j -> delta[j] / 0.5).toArray();
      assertThat(norm(moved)).isLessThanOrEqualTo(c * (1 + 1e-6));
      assertThat(one.norms()[0])
          .isCloseTo(
              Math.sqrt(
                  1 + IntStream.range(0, 21).mapToDouble(k -> Math.pow(one.matrix()[k], 2)).sum()),
              within(1e-9));
    }
    assertThat(clipped).isBetween(5, 29);
  }

  @Test
  void sumOfClippedGradientsIsDividedByTheFixedBatchSize() {
    Examples examples = Clients.realistic(12, 9, 3, 3);
    Parameters start = Clients.start(3, 9, 3);
    double c = 1.5;
    double[] expected = new double[start.size()];
    for (int i = 0; i < 12; i++) {
      double[] g =
          DoubleReference.gradient(doubles(start), new Head(3, 9), examples, new int[] {i});
      double factor = Math.min(1, c / norm(g));
      Arrays.setAll(expected, j -> expected[j] - 0.1 * factor * g[j] / 20);
    }
    // 12 examples in batches of 20: everybody is in every batch, and yet it is 20 that divides.
    float[] delta =
        train(start, examples, Clients.sgd(1, 20, 0.1), new ExamplePrivacy(c, 0), 1).delta();
    assertThat(DoubleReference.relativeError(delta, expected)).isLessThan(1e-5);
  }

  /** Two neighbours, all else equal: a step differs by at most lr C / B, in L2. */
  @Test
  void oneExampleMoreMovesAStepByAtMostTheSensitivity() {
    Examples with = Clients.realistic(20, 30, 4, 4);
    Examples without =
        new Examples(
            Arrays.copyOf(with.matrix(), 19 * 30),
            IntStream.range(0, 19).map(with::label).toArray(),
            30);
    Parameters start = Clients.start(4, 30, 4);
    ExamplePrivacy privacy = new ExamplePrivacy(0.7, 1.3);
    Hyperparameters hyper = Clients.sgd(1, 32, 1);
    float[] one = train(start, with, hyper, privacy, 9).delta();
    float[] other = train(start, without, hyper, privacy, 9).delta();
    double[] difference =
        IntStream.range(0, one.length).mapToDouble(j -> (double) one[j] - other[j]).toArray();
    assertThat(norm(difference)).isCloseTo(0.7 / 32, within(1e-6));
  }

  @Test
  void noiseOfAStepHasVarianceZTimesCOverB() {
    Examples examples = Clients.realistic(16, 2000, 10, 5);
    Parameters start = Clients.start(10, 2000, 5);
    double deviation = 0.5 * 1.2 * 0.8 / 16; // rate z C / B
    Hyperparameters hyper = Clients.sgd(1, 16, 0.5);
    float[] noised = train(start, examples, hyper, new ExamplePrivacy(0.8, 1.2), 5).delta();
    float[] clean = train(start, examples, hyper, new ExamplePrivacy(0.8, 0), 5).delta();
    double squares = 0;
    double sum = 0;
    for (int j = 0; j < clean.length; j++) {
      double x = ((double) noised[j] - clean[j]) / deviation;
      squares += x * x / clean.length;
      sum += x / clean.length;
    }
    assertThat(squares).isCloseTo(1, within(5 * Math.sqrt(2.0 / clean.length)));
    assertThat(sum).isCloseTo(0, within(5 / Math.sqrt(clean.length)));
  }

  /** Batches of 1 out of 400 are empty in 37 of 100 steps: noise must show in each of them. */
  @Test
  void emptyBatchesAddNoiseToo() {
    Examples examples = Clients.realistic(400, 40, 3, 6);
    Parameters start = Clients.start(3, 40, 6);
    Hyperparameters hyper = Clients.sgd(1, 1, 1);
    double c = 1e-9; // gradients vanish beside the noise
    float[] delta = train(start, examples, hyper, new ExamplePrivacy(c, 1e9), 6).delta();
    double squares = 0;
    for (float d : delta) {
      squares += (double) d * d / delta.length;
    }
    assertThat(squares / 400).isCloseTo(1, within(5 * Math.sqrt(2.0 / delta.length)));
  }

  /** At zero, every example of class 0 in a batch moves that bias by lr / (2 B). */
  @Test
  void batchesHoldEachExampleWithTheRate() {
    int n = 1000;
    Examples examples = new Examples(new float[n], new int[n], 1);
    Parameters start = Parameters.zeros(new Head(2, 1).layout());
    Hyperparameters hyper = Clients.sgd(1, 50, 1e-6);
    double seen = 0;
    int runs = 100;
    for (int seed = 0; seed < runs; seed++) {
      float[] delta =
          train(start, examples, hyper, new ExamplePrivacy(NO_CLIPPING, 0), seed).delta();
      seen += delta[2] * 2 * 50 / 1e-6;
    }
    // Twenty steps of n decisions with probability 1/20.
    double expected = (double) runs * n;
    assertThat(seen).isCloseTo(expected, within(5 * Math.sqrt(expected * 0.95) + 1e-3 * expected));
  }

  @Test
  void rateAndStepsAreThoseOfTheAccounting() {
    assertThat(DpSgd.rate(100, Clients.sgd(3, 20, 1))).isEqualTo(0.2);
    assertThat(DpSgd.steps(100, Clients.sgd(3, 20, 1))).isEqualTo(15);
    assertThat(DpSgd.steps(101, Clients.sgd(3, 20, 1))).isEqualTo(18);
    assertThat(DpSgd.rate(5, Clients.sgd(3, 20, 1))).isEqualTo(1);
    assertThat(DpSgd.steps(5, Clients.sgd(3, 20, 1))).isEqualTo(3);
    assertThat(DpSgd.steps(5, Clients.sgd(3, Integer.MAX_VALUE, 1))).isEqualTo(3);
  }

  @Test
  void sameSourcesGiveTheSameBitsAndOtherOnesDoNot() {
    Examples examples = Clients.realistic(50, 20, 4, 8);
    Parameters start = Clients.start(4, 20, 8);
    ExamplePrivacy privacy = new ExamplePrivacy(1, 1);
    Hyperparameters hyper = new Hyperparameters(2, 7, 0.1, 0.9, 0.01, 0);
    float[] delta = train(start, examples, hyper, privacy, 1).delta();
    assertThat(train(start, examples, hyper, privacy, 1).delta()).isEqualTo(delta);
    assertThat(train(start, examples, hyper, privacy, 2).delta()).isNotEqualTo(delta);
    float[] secure =
        DpSgd.train(
                start,
                examples,
                hyper,
                privacy,
                NoiseSource.secureRandom(),
                NoiseSource.secureRandom())
            .delta();
    assertThat(secure).isNotEqualTo(delta).hasSize(delta.length);
  }

  @Test
  void moderateNoiseStillLearns() {
    Examples examples = Clients.realistic(400, 64, 4, 9);
    Parameters start = Parameters.zeros(new Head(4, 64).layout());
    float[] delta =
        train(start, examples, Clients.sgd(10, 40, 0.2), new ExamplePrivacy(1, 1), 9).delta();
    assertThat(Scoring.evaluate(Parameters.owning(start.layout(), delta), examples).accuracy())
        .isGreaterThan(0.9);
  }

  @Test
  void valuesThatPromiseNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExamplePrivacy(0, 1))
        .withMessage("example clipping norm: 0.0 (expected: finite and above 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExamplePrivacy(1, Double.NaN))
        .withMessage("example noise multiplier: NaN (expected: finite and at least 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                train(
                    Clients.start(4, 20, 8),
                    Examples.none(20),
                    Clients.sgd(1, 1, 1),
                    new ExamplePrivacy(1, 1),
                    1))
        .withMessage("examples: 0 of 20 features (expected: at least 1, of 20 features)");
  }
}
