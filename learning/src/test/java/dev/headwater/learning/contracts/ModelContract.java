package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every model does. */
public abstract class ModelContract {
  private static final int CLASSES = 3;

  /** The name of the model under test, as it is typed. */
  protected abstract String spec();

  /** How many parameters it has. */
  protected abstract int expectedSize(int classes, int features);

  private Model model(int features) {
    return Models.of(spec(), CLASSES, features);
  }

  private static Parameters somewhere(Model model) {
    return Samples.parameters(model.layout(), 0.3, 5);
  }

  private static KeyedRandom order() {
    return KeyedRandom.of(3, 1, "ann", Purpose.SHUFFLE);
  }

  private static int[] all(Examples examples) {
    int[] all = new int[examples.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static double relativeError(float[] actual, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int j = 0; j < expected.length; j++) {
      difference += (actual[j] - expected[j]) * (actual[j] - expected[j]);
      size += expected[j] * expected[j];
    }
    return Math.sqrt(difference / size);
  }

  @Test
  public void nameIsReadBackAsAnEqualModel() {
    Model model = model(6);
    assertThat(Models.of(model.spec().toString(), CLASSES, 6)).isEqualTo(model);
    assertThat(model.features()).isEqualTo(6);
    assertThat(model.classes()).isEqualTo(CLASSES);
  }

  @Test
  public void layoutHasAllParameters() {
    assertThat(model(6).layout().size()).isEqualTo(expectedSize(CLASSES, 6));
    assertThat(Models.of(spec(), 10, 20).layout().size()).isEqualTo(expectedSize(10, 20));
  }

  @Test
  public void startDependsOnTheSeedAlone() {
    Model model = model(6);
    assertThat(model.initial(4)).isEqualTo(model(6).initial(4));
    assertThat(model.initial(4).layout()).isEqualTo(model.layout());
    for (float value : model.initial(4).toArray()) {
      assertThat(value).isBetween(-1f, 1f);
    }
  }

  /**
   * Central differences in double are off by about {@code h^2 = 1e-10}; float32 rounds each of some
   * hundred terms of size below 1 by 6e-8. No ReLU is near enough to its corner to matter.
   */
  @Test
  public void gradientIsThatOfTheMeanLoss() {
    Model model = model(6);
    Examples examples = Samples.examples(11, 6, CLASSES, 1);
    Parameters at = somewhere(model);
    LocalUpdate found = model.gradient(at, examples);
    DoubleNet net = new DoubleNet(model.layout());
    double[] w = DoubleNet.doubles(at.toArray());
    assertThat(found.meanLoss()).isCloseTo(net.loss(w, examples, all(examples)), within(1e-6));
    double h = 1e-5;
    for (int j = 0; j < w.length; j++) {
      double kept = w[j];
      w[j] = kept + h;
      double above = net.loss(w, examples, all(examples));
      w[j] = kept - h;
      double below = net.loss(w, examples, all(examples));
      w[j] = kept;
      assertThat(found.delta()[j])
          .as("value %d", j)
          .isCloseTo((float) ((above - below) / (2 * h)), within(5e-6f));
    }
  }

  /** {@code (w - lr g) - w} is rounded to the step of w: 2^-23 where w is below 2. */
  @Test
  public void oneEpochOfOneFullBatchIsOneStepAgainstTheGradient() {
    Model model = model(6);
    Examples examples = Samples.examples(11, 6, CLASSES, 1);
    Parameters start = somewhere(model);
    float[] gradient = model.gradient(start, examples).delta();
    Hyperparameters hyper = new Hyperparameters(1, 1000, 0.25, 0, 0, 0);
    LocalUpdate update = model.sgd(start, examples, hyper, null, order());
    for (int j = 0; j < gradient.length; j++) {
      assertThat(update.delta()[j]).isCloseTo(-0.25f * gradient[j], within(1e-6f));
    }
    assertThat(update.meanLoss())
        .isCloseTo(model.gradient(start, examples).meanLoss(), within(1e-6));
  }

  /** Few features and many: the linear head has a form of its arithmetic for each. */
  @ParameterizedTest
  @CsvSource({
    "6,0,0,0,false",
    "6,0.9,0,0,false",
    "6,0,0.1,0,false",
    "6,0,0,0.5,false",
    "6,0.5,0.01,0.2,false",
    "6,0,0,0,true",
    "6,0.5,0.01,0.2,true",
    "64,0,0,0,false",
    "64,0.9,0.01,0.3,false",
    "64,0.5,0.01,0.2,true"
  })
  public void trainingIsThatOfTheReference(
      int features, double momentum, double decay, double mu, boolean corrected) {
    Model model = model(features);
    Examples examples = Samples.examples(20, features, CLASSES, 2);
    Parameters start = Samples.parameters(model.layout(), 0.2, 6);
    float @Nullable [] correction =
        corrected ? Samples.parameters(model.layout(), 0.1, 7).toArray() : null;
    Hyperparameters hyper = new Hyperparameters(3, 6, 0.05, momentum, decay, mu);
    double[] expected =
        new DoubleNet(model.layout())
            .train(DoubleNet.doubles(start.toArray()), examples, hyper, correction, order());
    LocalUpdate update = model.sgd(start, examples, hyper, correction, order());
    assertThat(relativeError(update.delta(), expected)).isLessThan(1e-5);
  }

  @Test
  public void correctionIsAddedToEveryGradient() {
    Model model = model(6);
    Examples examples = Samples.examples(11, 6, CLASSES, 1);
    Parameters start = somewhere(model);
    float[] correction = Samples.parameters(model.layout(), 0.1, 8).toArray();
    Hyperparameters hyper = new Hyperparameters(1, 1000, 0.25, 0, 0, 0);
    float[] plain = model.sgd(start, examples, hyper, null, order()).delta();
    float[] corrected = model.sgd(start, examples, hyper, correction.clone(), order()).delta();
    for (int j = 0; j < plain.length; j++) {
      assertThat(corrected[j] - plain[j]).isCloseTo(-0.25f * correction[j], within(1e-6f));
    }
  }

  @Test
  public void sameArgumentsGiveTheSameBitsAndAreLeftAsTheyAre() {
    Model model = model(6);
    Examples examples = Samples.examples(25, 6, CLASSES, 2);
    Parameters start = somewhere(model);
    Parameters kept = Parameters.copyOf(start.layout(), start.toArray());
    float[] correction = Samples.parameters(model.layout(), 0.1, 8).toArray();
    float[] before = correction.clone();
    Hyperparameters hyper = new Hyperparameters(4, 6, 0.1, 0.5, 0.01, 0);
    LocalUpdate first = model.sgd(start, examples, hyper, correction, order());
    LocalUpdate second = model(6).sgd(start, examples, hyper, correction, order());
    assertThat(first.delta()).isEqualTo(second.delta());
    assertThat(first.meanLoss()).isEqualTo(second.meanLoss());
    assertThat(model.gradient(start, examples).delta())
        .isEqualTo(model(6).gradient(start, examples).delta());
    assertThat(start).isEqualTo(kept);
    assertThat(correction).isEqualTo(before);
  }

  @Test
  public void blocksScoreAsAllAtOnce() {
    Model model = model(6);
    Examples examples = Samples.examples(600, 6, CLASSES, 3);
    Parameters at = somewhere(model);
    Evaluation blocks = Evaluation.empty(CLASSES);
    for (int from = 0; from < 600; from += Model.SCORING_BLOCK) {
      int to = Math.min(600, from + Model.SCORING_BLOCK);
      blocks = blocks.plus(model.score(at, examples, from, to));
    }
    assertThat(blocks).isEqualTo(model.score(at, examples));
    assertThat(blocks.numExamples()).isEqualTo(600);
    assertThat(model.score(at, Examples.none(6))).isEqualTo(Evaluation.empty(CLASSES));
  }

  @Test
  public void scoreFollowsFromTheLogitsAndTiesGoToTheLowestClass() {
    Model model = model(6);
    Examples examples = Samples.examples(40, 6, CLASSES, 4);
    Parameters at = somewhere(model);
    DoubleNet net = new DoubleNet(model.layout());
    double[] w = DoubleNet.doubles(at.toArray());
    long right = 0;
    double loss = 0;
    for (int i = 0; i < examples.size(); i++) {
      float[] logits = model.logits(at, examples.matrix(), i * 6);
      int best = 0;
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        assertThat(logits[c]).isCloseTo((float) net.logits(w, examples, i)[c], within(1e-5f));
        best = logits[c] > logits[best] ? c : best;
        sum += Math.exp(logits[c]);
      }
      right += best == examples.label(i) ? 1 : 0;
      loss += Math.log(sum) - logits[examples.label(i)];
    }
    Evaluation found = model.score(at, examples);
    assertThat(found.accuracy()).isEqualTo(right / 40.0);
    assertThat(found.lossSum()).isCloseTo(loss, within(1e-4));
    Evaluation tied = model.score(Parameters.zeros(model.layout()), examples);
    assertThat(tied.correct().get(0)).isEqualTo(tied.total().get(0)).isPositive();
    assertThat(tied.correct().get(1)).isZero();
  }

  @Test
  public void parametersOfAnotherLayoutAreRefused() {
    Model model = model(6);
    Examples examples = Samples.examples(5, 6, CLASSES, 1);
    Hyperparameters hyper = new Hyperparameters(1, 5, 0.1, 0, 0, 0);
    List<TensorSpec> more = Models.of(spec(), CLASSES + 1, 6).layout().tensors();
    for (Layout layout :
        List.of(
            new Layout(List.of(new TensorSpec("something", List.of(2)))),
            new Layout(more),
            model(7).layout())) {
      Parameters other = Parameters.zeros(layout);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.sgd(other, examples, hyper, null, order()))
          .withMessageContaining("expected:");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.gradient(other, examples))
          .withMessageContaining("expected:");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.score(other, examples))
          .withMessageContaining("expected:");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.score(other, examples, 0, 1))
          .withMessageContaining("expected:");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.logits(other, examples.matrix(), 0))
          .withMessageContaining("expected:");
    }
  }

  @Test
  public void examplesThatDoNotFitAreRefused() {
    Model model = model(6);
    Parameters at = somewhere(model);
    Hyperparameters hyper = new Hyperparameters(1, 5, 0.1, 0, 0, 0);
    for (Examples wrong :
        List.of(
            Samples.examples(5, 7, CLASSES, 1),
            new Examples(new float[6], new int[] {CLASSES}, 6),
            Examples.none(6))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.sgd(at, wrong, hyper, null, order()))
          .withMessageStartingWith("examples: ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.gradient(at, wrong))
          .withMessageStartingWith("examples: ");
      if (wrong.size() > 0) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> model.score(at, wrong))
            .withMessageStartingWith("examples: ");
      }
    }
  }

  @Test
  public void correctionOfAnotherLengthIsRefused() {
    Model model = model(6);
    Parameters at = somewhere(model);
    Hyperparameters hyper = new Hyperparameters(1, 5, 0.1, 0, 0, 0);
    Examples examples = Samples.examples(5, 6, CLASSES, 1);
    for (int length : new int[] {at.size() - 1, at.size() + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.sgd(at, examples, hyper, new float[length], order()))
          .withMessageContaining("expected: " + at.size());
    }
  }
}
