package dev.headwater.learning.models;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What is learned: the shape of the parameters, how they are trained on one client's examples, and
 * how they are scored. Immutable; every method is a pure function of its arguments, with the same
 * bits on every node and thread.
 *
 * <p>Your own implementation must be a public class with a public constructor; {@link Models} finds
 * it by name.
 */
public interface Model {

  /** Its name and arguments, without the sizes that the data determine. */
  Spec spec();

  /** Number of features of one example, at least 1. */
  int features();

  /** Number of classes, at least 2. */
  int classes();

  /** The layout of its parameters. */
  Layout layout();

  /** The initial parameters. Random ones depend on {@code seed} alone. */
  Parameters initial(long seed);

  /**
   * Mini-batch SGD from {@code start}: PyTorch's update with momentum and weight decay, FedProx's
   * proximal term towards {@code start}, and {@code correction} added to every step's gradient.
   *
   * @param examples at least one
   * @param correction {@code [layout().size()]}, such as SCAFFOLD's {@code c - c_i}; null for none
   * @param order determines the order of the examples, one shuffle per epoch
   * @return the delta {@code w - start} and the mean loss over all steps
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
   */
  LocalUpdate sgd(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      float @Nullable [] correction,
      KeyedRandom order);

  /**
   * The mean gradient of the loss over all of {@code examples} at {@code at}.
   *
   * @param examples at least one
   * @return the gradient in the field of the delta, and the mean loss
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
   */
  LocalUpdate gradient(Parameters at, Examples examples);

  /** Whether {@link #privateSgd} is supported. */
  default boolean trainsPrivately() {
    return false;
  }

  /**
   * DP-SGD, see {@link dev.headwater.learning.training.softmax.DpSgd}.
   *
   * @throws UnsupportedOperationException unless {@link #trainsPrivately}
   */
  default LocalUpdate privateSgd(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      ExamplePrivacy privacy,
      NoiseSource batches,
      NoiseSource noise) {
    throw new UnsupportedOperationException(
        "%s: no example-level privacy (expected: a model that has it, such as linear)"
            .formatted(spec()));
  }

  /** {@code [classes]} logits of the feature vector that starts at {@code offset}. */
  float[] logits(Parameters parameters, float[] features, int offset);

  /**
   * Loss and accuracy on the examples in [from, to). Ties go to the lowest class. Blocks of {@link
   * #SCORING_BLOCK} examples, merged in order, give the same bits as one call for all.
   *
   * @throws IllegalArgumentException if the examples do not fit the model
   */
  Evaluation score(Parameters parameters, Examples examples, int from, int to);

  /** Examples are scored in blocks of this many, so that threads cannot change a loss. */
  int SCORING_BLOCK = 256;

  /** Loss and accuracy on all examples. */
  default Evaluation score(Parameters parameters, Examples examples) {
    Evaluation all = Evaluation.empty(classes());
    for (int from = 0; from < examples.size(); from += SCORING_BLOCK) {
      int to = Math.min(examples.size(), from + SCORING_BLOCK);
      all = all.plus(score(parameters, examples, from, to));
    }
    return all;
  }
}
