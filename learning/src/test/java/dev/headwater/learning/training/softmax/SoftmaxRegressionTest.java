package dev.headwater.learning.training.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.Golden;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxRegressionTest {

  private static LocalUpdate train(Parameters start, Examples examples, Hyperparameters hyper) {
    return SoftmaxRegression.train(start, examples, hyper, 7, 3, "client-001");
  }

  private static Parameters moved(Parameters start, LocalUpdate update) {
    float[] w = start.toArray();
    for (int j = 0; j < w.length; j++) {
      w[j] += update.delta()[j];
    }
    return Parameters.owning(start.layout(), w);
  }

  /** The reference of the other tests is itself right: central differences of its own loss. */
  @Test
  void referenceGradientIsTheSlopeOfTheLoss() {
    Examples examples = Clients.realistic(7, 5, 3, 1);
    Head head = new Head(3, 5);
    Parameters start = Clients.start(3, 5, 1);
    int[] all = IntStream.range(0, 7).toArray();
    double[] w = new double[start.size()];
    Arrays.setAll(w, start::get);
    double[] gradient = DoubleReference.gradient(w, head, examples, all);
    double h = 1e-5;
    for (int j = 0; j < w.length; j++) {
      double[] up = w.clone();
      double[] down = w.clone();
      up[j] += h;
      down[j] -= h;
      double slope =
          (DoubleReference.loss(up, head, examples, all)
                  - DoubleReference.loss(down, head, examples, all))
              / (2 * h);
      assertThat(gradient[j]).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void oneFullBatchStepIsMinusTheRateTimesTheGradient() {
    Examples examples = Clients.realistic(13, 21, 4, 2);
    Parameters start = Clients.start(4, 21, 2);
    double[] w = new double[start.size()];
    Arrays.setAll(w, start::get);
    double[] expected =
        DoubleReference.gradient(w, new Head(4, 21), examples, IntStream.range(0, 13).toArray());
    Arrays.setAll(expected, j -> -0.25 * expected[j]);
    LocalUpdate update = train(start, examples, Clients.sgd(1, 13, 0.25));
    assertThat(DoubleReference.relativeError(update.delta(), expected)).isLessThan(1e-6);
  }

  @ParameterizedTest
  @CsvSource({
    // size, width, classes, epochs, batch, momentum, decay, mu
    "40, 33, 5, 1, 8, 0, 0, 0",
    "40, 33, 5, 3, 8, 0.9, 0, 0",
    "40, 33, 5, 3, 7, 0.9, 0.01, 0",
    "41, 33, 2, 2, 20, 0, 0.01, 0.1",
    "17, 64, 10, 6, 5, 0.5, 0.001, 1",
    "5, 3, 2, 4, 100, 0.9, 0.1, 0.5",
    "1, 130, 3, 5, 1, 0.9, 0, 0",
    "100, 1280, 10, 2, 20, 0.9, 0.0001, 0.01",
  })
  void deltaIsThatOfTheDoublePrecisionReference(
      int size, int width, int classes, int epochs, int batch, double m, double decay, double mu) {
    Examples examples = Clients.realistic(size, width, classes, 3);
    Parameters start = Clients.start(classes, width, 3);
    Hyperparameters hyper = new Hyperparameters(epochs, batch, 0.02, m, decay, mu);
    double[] expected = DoubleReference.train(start, examples, hyper, 7, 3, "client-001");
    LocalUpdate update = train(start, examples, hyper);
    assertThat(DoubleReference.relativeError(update.delta(), expected)).isLessThan(1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "ragged", "onebatch", "wide"})
  void goldenLocalRoundIsReached(String name) {
    Golden golden = new Golden("local-round.txt");
    int[] shape = golden.ints(name + ".shape");
    double[] h = golden.doubles(name + ".hyper");
    Examples examples =
        new Examples(golden.floats(name + ".features"), golden.ints(name + ".labels"), shape[1]);
    Parameters start =
        Parameters.owning(new Head(shape[2], shape[1]).layout(), golden.floats(name + ".start"));
    Hyperparameters hyper = new Hyperparameters((int) h[0], (int) h[1], h[2], h[3], h[4], h[5]);
    LocalUpdate update = SoftmaxRegression.train(start, examples, hyper, 2026, 3, name);
    assertThat(DoubleReference.relativeError(update.delta(), golden.doubles(name + ".delta")))
        .isLessThan(1e-5);
    assertThat(update.meanLoss()).isCloseTo(golden.doubles(name + ".loss")[0], within(1e-5));
  }

  @Test
  void momentumThatIsAlmostZeroAgreesWithNoMomentum() {
    Examples examples = Clients.realistic(30, 16, 3, 5);
    Parameters start = Clients.start(3, 16, 5);
    float[] without = train(start, examples, Clients.sgd(2, 10, 0.1)).delta();
    float[] almost = train(start, examples, new Hyperparameters(2, 10, 0.1, 1e-12, 0, 0)).delta();
    double[] expected = new double[without.length];
    Arrays.setAll(expected, j -> without[j]);
    assertThat(DoubleReference.relativeError(almost, expected)).isLessThan(1e-6);
  }

  @Test
  void lossFallsFromTheEntropyOfGuessing() {
    Examples examples = Clients.realistic(60, 40, 6, 6);
    Parameters start = Parameters.zeros(new Head(6, 40).layout());
    assertThat(train(start, examples, Clients.sgd(1, 60, 0.05)).meanLoss())
        .isCloseTo(Math.log(6), within(1e-6));
    Parameters current = start;
    double before = Math.log(6);
    for (int round = 0; round < 5; round++) {
      current = moved(current, train(current, examples, Clients.sgd(2, 10, 0.05)));
      double loss = Scoring.evaluate(current, examples).loss();
      assertThat(loss).isLessThan(before);
      before = loss;
    }
  }

  @Test
  void separableDataIsLearntWithoutAnError() {
    Examples examples = Clients.realistic(200, 128, 10, 8);
    Parameters start = Parameters.zeros(new Head(10, 128).layout());
    Parameters learnt = moved(start, train(start, examples, Clients.sgd(20, 20, 0.05)));
    Evaluation evaluation = Scoring.evaluate(learnt, examples);
    assertThat(evaluation.accuracy()).isEqualTo(1.0);
    assertThat(evaluation.loss()).isLessThan(0.1);
  }

  @Test
  void sameArgumentsGiveTheSameBitsAndOtherKeysOtherOnes() {
    Examples examples = Clients.realistic(50, 20, 4, 9);
    Parameters start = Clients.start(4, 20, 9);
    Hyperparameters hyper = Clients.sgd(2, 7, 0.1);
    float[] delta = SoftmaxRegression.train(start, examples, hyper, 1, 1, "a").delta();
    assertThat(SoftmaxRegression.train(start, examples, hyper, 1, 1, "a").delta()).isEqualTo(delta);
    Examples copy = Clients.realistic(50, 20, 4, 9);
    assertThat(SoftmaxRegression.train(start, copy, hyper, 1, 1, "a").delta()).isEqualTo(delta);
    assertThat(SoftmaxRegression.train(start, examples, hyper, 2, 1, "a").delta())
        .isNotEqualTo(delta);
    assertThat(SoftmaxRegression.train(start, examples, hyper, 1, 2, "a").delta())
        .isNotEqualTo(delta);
    assertThat(SoftmaxRegression.train(start, examples, hyper, 1, 1, "b").delta())
        .isNotEqualTo(delta);
  }

  /** With lr * mu = 1 every step starts by falling back to the global parameters. */
  @Test
  void proximalTermHoldsTheClientBack() {
    Examples examples = Clients.realistic(40, 20, 4, 10);
    Parameters start = Clients.start(4, 20, 10);
    double free = norm(train(start, examples, Clients.sgd(10, 8, 0.05)).delta());
    double held = norm(train(start, examples, new Hyperparameters(10, 8, 0.05, 0, 0, 20)).delta());
    double nailed =
        norm(train(start, examples, new Hyperparameters(10, 8, 1e-7, 0, 0, 1e7)).delta());
    assertThat(held).isLessThan(free / 5);
    assertThat(nailed).isLessThan(1e-5);
  }

  @Test
  void farTooLargeLogitsStayFinite() {
    Examples examples = new Examples(new float[] {1000, -1000}, new int[] {0, 1}, 1);
    Parameters start = Parameters.owning(new Head(2, 1).layout(), new float[] {-1000, 1000, 0, 0});
    LocalUpdate update = train(start, examples, Clients.sgd(1, 2, 0.1));
    assertThat(update.meanLoss()).isCloseTo(2e6, within(1.0));
    assertThat(update.delta()).containsExactly(100, -100, 0, 0);
  }

  @Test
  void examplesThatDoNotFitTheHeadAreRefused() {
    Parameters start = Clients.start(3, 8, 1);
    Hyperparameters hyper = Clients.sgd(1, 8, 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(start, Clients.realistic(4, 9, 3, 1), hyper))
        .withMessage("examples: 4 of 9 features (expected: at least 1, of 8 features)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(start, Examples.none(8), hyper))
        .withMessageContaining("at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(start, new Examples(new float[8], new int[] {3}, 8), hyper))
        .withMessage("examples: label 3 (expected: below 3, the classes of the head)");
  }

  private static double norm(float[] v) {
    double sum = 0;
    for (float f : v) {
      sum += (double) f * f;
    }
    return Math.sqrt(sum);
  }
}
