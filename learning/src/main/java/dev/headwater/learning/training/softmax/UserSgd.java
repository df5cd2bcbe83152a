package dev.headwater.learning.training.softmax;

import dev.headwater.learning.noise.GaussianNoise;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import java.util.List;

/**
 * Local training that protects each user of one client with all of its examples: {@link DpSgd} with
 * users in place of examples (user-level DP-SGD; McMahan, Ramage, Talwar and Zhang 2018, with local
 * steps in place of rounds):
 *
 * <pre>
 * g_t = (sum over users u in batch_t of s_u min(1, C / |s_u|) + N(0, z^2 C^2 I)) / B,
 * s_u = sum of the gradients of u's examples
 * </pre>
 *
 * <p>Every user is in every batch independently with probability min(1, B / U), U being the number
 * of the client's users, and there are {@code localEpochs ceil(U / B)} steps. The denominator is
 * always B = {@code batchSize}, which counts users. However many examples a user has, its clipped
 * sum moves a step by at most {@code C / B}.
 *
 * <p>Guarantee: each step is a Gaussian mechanism of noise multiplier z, subsampled by Poisson's
 * rule at {@link DpSgd#rate}. Adjacency: one user with all of its examples added or removed, with
 * U, and therefore rate and steps, fixed and public. Preconditions: both sources are secure, every
 * example names its user, and the client keeps {@code meanLoss}, which has no noise. What is said
 * of floating point in {@link DpSgd} holds here too. A pure function of its arguments, sources
 * included.
 */
public final class UserSgd {
  /** Keeps the factor's rounding to float32, and that of the products, from raising a norm. */
  private static final double ROUNDING = 1 - 0x1p-22;

  private UserSgd() {}

  /**
   * Trains with noise.
   *
   * @param global parameters of a softmax head to start from
   * @param examples at least one, each of a known user; width and labels must fit the head
   * @param hyper how to train; {@code batchSize} is the expected number of users in a batch
   * @param privacy C and z
   * @param batches determines the users of every batch
   * @param noise added to gradients; a different stream from {@code batches}
   * @return the delta {@code w - w_global}, which is protected, and the mean loss over all examples
   *     drawn (0 if there were none), which is not
   * @throws IllegalArgumentException if the parameters are no head, the examples do not fit it, or
   *     it is not known whose they are
   */
  public static LocalUpdate train(
      Parameters global,
      Examples examples,
      Hyperparameters hyper,
      ExamplePrivacy privacy,
      NoiseSource batches,
      NoiseSource noise) {
    examples.requireFitting(Head.of(global.layout()), 1);
    List<int[]> users = examples.users();
    if (users.isEmpty()) {
      throw new IllegalArgumentException(
          "users: not known (expected: whose every picture is; they are what is protected)");
    }
    Primal weights = new Primal(global, examples, hyper, null);
    float[] sum = weights.zeros();
    int batchSize = hyper.batchSize();
    double bound = privacy.clippingNorm() * ROUNDING;
    double deviation = privacy.noiseMultiplier() * privacy.clippingNorm() / batchSize;
    GaussianNoise gaussian = new GaussianNoise(noise);
    double loss = 0;
    long seen = 0;
    int steps = DpSgd.steps(users.size(), hyper);
    for (int step = 0; step < steps; step++) {
      for (int[] own : users) {
        if (users.size() <= batchSize || batches.nextBelow(users.size()) < batchSize) {
          loss += weights.addClipped(own, bound, batchSize, sum);
          seen += own.length;
        }
      }
      weights.takeGradient(sum);
      if (deviation > 0) {
        weights.addNoise(gaussian, deviation);
      }
      weights.move();
    }
    return new LocalUpdate(weights.delta(), seen == 0 ? 0 : loss / seen);
  }
}
