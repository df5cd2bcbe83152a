package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Mini-batch SGD on a softmax head: the loss of one example is {@code -log softmax(W x +
 * b)[label]}, its gradient {@code (p - onehot(label)) (x, 1)'}. The update is PyTorch's SGD with
 * momentum and weight decay (biases decay too), plus FedProx's proximal term.
 *
 * <p>A pure function of its arguments: the order of examples comes from {@code (seed, round,
 * client)}, one shuffle per epoch. There are two forms of the same computation, {@link Primal} and
 * {@link Dual}; a rule on sizes alone chooses, so the same arguments give the same bits everywhere.
 */
public final class SoftmaxRegression {
  private SoftmaxRegression() {}

  /**
   * Trains in the order of one identity.
   *
   * @param global parameters of a softmax head to start from
   * @param examples at least one; width and labels must fit the head
   * @param hyper how to train
   * @param seed of the run
   * @param round 1-based
   * @param client the client's name
   * @return the delta {@code w - w_global} and the mean loss over all steps
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static LocalUpdate train(
      Parameters global,
      Examples examples,
      Hyperparameters hyper,
      long seed,
      int round,
      String client) {
    return train(
        global, examples, hyper, null, KeyedRandom.of(seed, round, client, Purpose.SHUFFLE));
  }

  /**
   * Trains with {@code correction} added to the gradient of every step, such as SCAFFOLD's {@code c
   * - c_i}. A correction is not in the span of the examples, so it needs the primal form.
   *
   * @param global parameters of a softmax head to start from
   * @param examples at least one; width and labels must fit the head
   * @param hyper how to train
   * @param correction {@code [parameters]}, null for none
   * @param order determines the order of the examples, one shuffle per epoch
   * @return the delta {@code w - w_global} and the mean loss over all steps
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static LocalUpdate train(
      Parameters global,
      Examples examples,
      Hyperparameters hyper,
      float @Nullable [] correction,
      KeyedRandom order) {
    Head head = Head.of(global.layout());
    examples.requireFitting(head, 1);
    SgdForm steps =
        correction == null && Dual.pays(examples.size(), head, hyper.localEpochs())
            ? new Dual(global, examples, hyper)
            : new Primal(global, examples, hyper, correction);
    return run(steps, examples.size(), hyper, order);
  }

  /**
   * {@return the mean gradient over all of {@code examples}, flat, in place of a delta, and the
   * mean loss} Added up in the order of the examples.
   *
   * @param at parameters of a softmax head
   * @param examples at least one; width and labels must fit the head
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static LocalUpdate gradient(Parameters at, Examples examples) {
    examples.requireFitting(Head.of(at.layout()), 1);
    Primal primal = new Primal(at, examples, new Hyperparameters(1, 1, 1, 0, 0, 0), null);
    int[] order = Rows.all(examples.size());
    double loss = primal.addMeanGradient(order, 0, order.length);
    return new LocalUpdate(primal.gradient(), loss / order.length);
  }

  static LocalUpdate run(SgdForm steps, int examples, Hyperparameters hyper, KeyedRandom random) {
    int[] order = Rows.all(examples);
    double loss = 0;
    for (int epoch = 0; epoch < hyper.localEpochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < examples; from += hyper.batchSize()) {
        // Not from + batchSize, which overflows for very large batch sizes.
        int to = from + Math.min(examples - from, hyper.batchSize());
        loss += steps.step(order, from, to);
      }
    }
    return new LocalUpdate(steps.delta(), loss / ((double) examples * hyper.localEpochs()));
  }
}
