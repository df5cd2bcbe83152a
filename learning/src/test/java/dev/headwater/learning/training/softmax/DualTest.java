package dev.headwater.learning.training.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Gram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both forms of local training, each against the double-precision reference and each other. */
class DualTest {

  private static LocalUpdate run(SgdForm steps, Examples examples, Hyperparameters hyper) {
    return SoftmaxRegression.run(
        steps, examples.size(), hyper, KeyedRandom.of(7, 3, "client-001", Purpose.SHUFFLE));
  }

  @ParameterizedTest
  @CsvSource({
    // size, width, classes, epochs, batch, lr, momentum, decay, mu
    "100, 1280, 10, 1, 20, 0.02, 0, 0, 0",
    "100, 1280, 10, 5, 20, 0.02, 0, 0, 0",
    "100, 1280, 10, 5, 20, 0.01, 0.9, 0, 0",
    "100, 1280, 10, 5, 20, 0.02, 0, 0.01, 0",
    "100, 1280, 10, 5, 20, 0.02, 0, 0, 0.5",
    "97, 1280, 10, 5, 16, 0.01, 0.9, 0.001, 0.1",
    "33, 100, 7, 20, 8, 0.02, 0.5, 0.01, 1",
    "5, 3, 2, 4, 100, 0.1, 0.9, 0.1, 0.5",
    "1, 130, 3, 5, 1, 0.02, 0.9, 0.01, 0",
    "50, 64, 2, 30, 1, 0.01, 0.3, 0, 0.01",
  })
  void bothFormsGiveTheDeltaOfTheReference(
      int size,
      int width,
      int classes,
      int epochs,
      int batch,
      double rate,
      double momentum,
      double decay,
      double mu) {
    Examples examples = Clients.realistic(size, width, classes, 3);
    Parameters start = Clients.start(classes, width, 3);
    Hyperparameters hyper = new Hyperparameters(epochs, batch, rate, momentum, decay, mu);
    double[] expected = DoubleReference.train(start, examples, hyper, 7, 3, "client-001");
    LocalUpdate primal = run(new Primal(start, examples, hyper, null), examples, hyper);
    LocalUpdate dual = run(new Dual(start, examples, hyper), examples, hyper);
    assertThat(DoubleReference.relativeError(primal.delta(), expected)).isLessThan(1e-4);
    assertThat(DoubleReference.relativeError(dual.delta(), expected)).isLessThan(1e-4);
    double[] ofPrimal = new double[expected.length];
    Arrays.setAll(ofPrimal, j -> primal.delta()[j]);
    assertThat(DoubleReference.relativeError(dual.delta(), ofPrimal)).isLessThan(1e-4);
    assertThat(dual.meanLoss()).isCloseTo(primal.meanLoss(), within(1e-4 * primal.meanLoss()));
  }

  /** Part of the contract: another choice gives other last bits, and so other digests. */
  @ParameterizedTest
  @CsvSource({
    // size, features, classes, epochs, dual
    "100, 1280, 10, 1, true",
    "20, 1280, 10, 1, true",
    "143, 1280, 10, 1, true",
    "145, 1280, 10, 1, false",
    "200, 1280, 10, 2, true",
    "100, 1280, 2, 1, false",
    "100, 1280, 2, 2, true",
    "512, 1280, 10, 2, false",
    "512, 1280, 10, 5, true",
    "513, 1280, 10, 50, false",
    "512, 64, 10, 5, false",
    "1, 1, 2, 1, false"
  })
  void formIsChosenBySizesAlone(int size, int features, int classes, int epochs, boolean expected) {
    assertThat(Dual.pays(size, new Head(classes, features), epochs)).isEqualTo(expected);
  }

  /** So that the memory of a run stays a small multiple of its features. */
  @Test
  void gramMatrixIsNeverMuchLargerThanTheFeatures() {
    for (int size = 1; size <= 600; size++) {
      for (int features : new int[] {1, 5, 16, 64, 200, 1280}) {
        if (Dual.pays(size, new Head(10, features), 1000)) {
          assertThat((long) size * size).isLessThanOrEqualTo(6L * size * features / 10);
        }
      }
    }
  }

  @Test
  void gramMatrixHoldsTheInnerProductsWithOneAdded() {
    Examples examples = new Examples(new float[] {1, 2, 3, 4, 0, -1}, new int[3], 2);
    float[] gram = examples.gram();
    int stride = Gram.stride(3);
    assertThat(stride).isEqualTo(32);
    assertThat(gram).hasSize(3 * stride);
    float[][] expected = {{6, 12, -1}, {12, 26, -3}, {-1, -3, 2}};
    for (int i = 0; i < 3; i++) {
      assertThat(Arrays.copyOfRange(gram, i * stride, i * stride + 3)).isEqualTo(expected[i]);
      assertThat(Arrays.copyOfRange(gram, i * stride + 3, (i + 1) * stride)).containsOnly(0);
    }
    assertThat(examples.gram()).isSameAs(gram);
  }

  @Test
  void manyThreadsOnTheSameExamplesGetTheSameBits() throws Exception {
    Examples examples = Clients.realistic(60, 256, 5, 4);
    Parameters start = Clients.start(5, 256, 4);
    Hyperparameters hyper = new Hyperparameters(3, 8, 0.05, 0.9, 0.01, 0.1);
    float[] expected =
        SoftmaxRegression.train(start, Clients.realistic(60, 256, 5, 4), hyper, 1, 1, "a").delta();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int k = 0; k < 40; k++) {
        calls.add(() -> SoftmaxRegression.train(start, examples, hyper, 1, 1, "a").delta());
      }
      for (Future<float[]> delta : threads.invokeAll(calls)) {
        assertThat(delta.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The interpreter, C1 and C2 must agree: nothing may be fused or reordered when compiled. */
  @Test
  void compiledCodeGivesTheBitsOfTheFirstCall() {
    Examples examples = Clients.realistic(70, 333, 4, 5);
    Parameters start = Clients.start(4, 333, 5);
    Hyperparameters hyper = new Hyperparameters(2, 9, 0.05, 0.9, 0.01, 0.1);
    float[] primal = run(new Primal(start, examples, hyper, null), examples, hyper).delta();
    float[] dual = run(new Dual(start, examples, hyper), examples, hyper).delta();
    for (int k = 0; k < 300; k++) {
      run(new Primal(start, examples, hyper, null), examples, hyper);
      run(new Dual(start, examples, hyper), examples, hyper);
    }
    assertThat(run(new Primal(start, examples, hyper, null), examples, hyper).delta())
        .isEqualTo(primal);
    assertThat(run(new Dual(start, examples, hyper), examples, hyper).delta()).isEqualTo(dual);
  }

  @Test
  void largestBatchSizeIsOneFullBatch() {
    Examples examples = Clients.realistic(30, 50, 3, 6);
    Parameters start = Clients.start(3, 50, 6);
    float[] full =
        SoftmaxRegression.train(start, examples, Clients.sgd(2, 30, 0.1), 1, 1, "a").delta();
    float[] huge =
        SoftmaxRegression.train(start, examples, Clients.sgd(2, Integer.MAX_VALUE, 0.1), 1, 1, "a")
            .delta();
    assertThat(huge).isEqualTo(full);
  }
}
