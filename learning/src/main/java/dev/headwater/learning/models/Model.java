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

  /**
   * {@return its name and arguments, such as {@code linear} or {@code mlp:200}, without the sizes
   * that the data determine}
   */
  Spec spec();

  /** {@return the number of features of one example, at least 1} */
  int features();

  /** {@return the number of classes, at least 2} */
  int classes();

  /** {@return the names and shapes of its parameters, in the order of the flat vector} */
  Layout layout();

  /**
   * {@return the parameters before the first round, in this model's layout}
   *
   * @param seed of the run; random parameters depend on it alone
   */
  Parameters initial(long seed);

  /**
   * Mini-batch SGD: PyTorch's update with momentum and weight decay, FedProx's proximal term
   * towards {@code start}, and {@code correction} added to every step's gradient.
   *
   * @param start the global parameters, in this model's layout
   * @param examples at least one
   * @param hyper epochs, batch size, learning rate, momentum, weight decay and proximal term
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
   * The mean gradient of the loss over all examples.
   *
   * @param at the parameters at which it is computed, in this model's layout
   * @param examples at least one
   * @return the gradient in the field of the delta, and the mean loss
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
   */
  LocalUpdate gradient(Parameters at, Examples examples);

  /** {@return whether {@link #privateSgd} is supported} */
  default boolean trainsPrivately() {
    return false;
  }

  /**
   * DP-SGD, see {@link dev.headwater.learning.training.softmax.DpSgd}.
   *
   * @param start the global parameters, in this model's layout
   * @param examples at least one
   * @param hyper epochs, expected batch size, learning rate, momentum, weight decay and proximal
   *     term
   * @param privacy the norm to which every example's gradient is clipped, and the noise
   * @param batches determines the examples of every batch
   * @param noise added to the gradients; a different stream from {@code batches}
   * @return the delta {@code w - start}, which is protected, and the mean loss over all examples
   *     drawn, which is not: the client must keep it
   * @throws UnsupportedOperationException unless {@link #trainsPrivately}
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
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

  /**
   * {@return the logits of one example, {@code [classes]}; a fresh array}
   *
   * @param parameters in this model's layout
   * @param features holds the example's features, {@code [features()]} from {@code offset} on
   * @param offset position of its first feature
   * @throws IllegalArgumentException if the parameters do not fit the model
   */
  float[] logits(Parameters parameters, float[] features, int offset);

  /**
   * Scores some of the examples. Ties go to the lowest class. Blocks of {@link #SCORING_BLOCK}
   * examples, merged in order, give the same bits as one call for all.
   *
   * @param parameters in this model's layout
   * @param examples may be none
   * @param from position of the first example scored
   * @param to position after the last one
   * @return the summed loss, and the correct and all examples of every class, in [from, to)
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
   */
  Evaluation score(Parameters parameters, Examples examples, int from, int to);

  /** Examples are scored in blocks of this many, so that threads cannot change a loss. */
  int SCORING_BLOCK = 256;

  /**
   * {@return the summed loss, and the correct and all examples of every class}
   *
   * @param parameters in this model's layout
   * @param examples may be none
   * @throws IllegalArgumentException if the parameters or examples do not fit the model
   */
  default Evaluation score(Parameters parameters, Examples examples) {
    Evaluation all = Evaluation.empty(classes());
    try (Examples.Turn turn = examples.turn()) {
      for (int from = 0; from < examples.size(); from += SCORING_BLOCK) {
        int to = Math.min(examples.size(), from + SCORING_BLOCK);
        all = all.plus(score(parameters, turn.examples(), from, to));
      }
    }
    return all;
  }
}
