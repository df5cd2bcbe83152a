package dev.headwater.learning.models;

import com.google.auto.service.AutoService;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.softmax.DpSgd;
import dev.headwater.learning.training.softmax.Scoring;
import dev.headwater.learning.training.softmax.SoftmaxRegression;
import dev.headwater.learning.training.softmax.UserSgd;
import org.jspecify.annotations.Nullable;

/**
 * A softmax head, {@code logits = W x + b}: the linear classifier at the end of a MobileNet.
 * Training starts at zero, because the loss is convex.
 *
 * @param head its shape
 */
public record LinearModel(Head head) implements Model {
  static final String NAME = "linear";

  /**
   * A softmax head with {@code classes * (features + 1)} parameters.
   *
   * @param classes at least 2
   * @param features at least 1
   * @throws IllegalArgumentException if either is smaller
   */
  public LinearModel(int classes, int features) {
    this(new Head(classes, features));
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public int features() {
    return head.features();
  }

  @Override
  public int classes() {
    return head.classes();
  }

  @Override
  public Layout layout() {
    return head.layout();
  }

  @Override
  public Parameters initial(long seed) {
    return Parameters.zeros(layout());
  }

  @Override
  public LocalUpdate sgd(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      float @Nullable [] correction,
      KeyedRandom order) {
    Fit.require(layout(), start);
    return SoftmaxRegression.train(start, examples, hyper, correction, order);
  }

  @Override
  public LocalUpdate gradient(Parameters at, Examples examples) {
    Fit.require(layout(), at);
    return SoftmaxRegression.gradient(at, examples);
  }

  @Override
  public boolean trainsPrivately() {
    return true;
  }

  @Override
  public LocalUpdate privateSgd(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      ExamplePrivacy privacy,
      NoiseSource batches,
      NoiseSource noise) {
    Fit.require(layout(), start);
    return privacy.users()
        ? UserSgd.train(start, examples, hyper, privacy, batches, noise)
        : DpSgd.train(start, examples, hyper, privacy, batches, noise);
  }

  @Override
  public float[] logits(Parameters parameters, float[] features, int offset) {
    Fit.require(layout(), parameters);
    return Scoring.logits(parameters, features, offset);
  }

  @Override
  public Evaluation score(Parameters parameters, Examples examples, int from, int to) {
    Fit.require(layout(), parameters);
    return Scoring.evaluate(parameters, examples, from, to);
  }

  @Override
  public Evaluation score(Parameters parameters, Examples examples) {
    Fit.require(layout(), parameters);
    return Scoring.evaluate(parameters, examples);
  }

  /** Its row in the table of models. */
  @AutoService(Models.Row.class)
  public static final class Row extends Models.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "softmax regression on the features", arguments -> LinearModel::new);
    }
  }
}
