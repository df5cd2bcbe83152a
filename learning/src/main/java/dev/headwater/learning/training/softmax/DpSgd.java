package dev.headwater.learning.training.softmax;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.GaussianNoise;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;

/**
 * Local training that protects each example of one client (DP-SGD; Abadi et al., "Deep Learning
 * with Differential Privacy", 2016, algorithm 1):
 *
 * <pre>
 * g_t = (sum over i in batch_t of g_i min(1, C / |g_i|) + N(0, z^2 C^2 I)) / B
 * </pre>
 *
 * <p>Every example is in every batch independently with probability {@link #rate} = min(1, B / n)
 * (Poisson sampling). Empty batches add noise too, and the denominator is always B = {@code
 * batchSize}, so the size of a batch stays hidden. The gradient of a softmax head on one example is
 * the rank-one matrix {@code (p - onehot(label)) (x, 1)'}, so its norm is {@code |p -
 * onehot(label)| |(x, 1)|}, and clipping scales the first factor. Momentum, weight decay and the
 * proximal term use only the noised gradient and public weights, which is post-processing.
 *
 * <p>Guarantee: each step is a Gaussian mechanism of noise multiplier z, subsampled by Poisson's
 * rule at {@link #rate}; there are {@link #steps} of them. Adjacency: one example added or removed,
 * with n, and therefore rate and steps, fixed and public. Preconditions: both sources are secure,
 * and the client keeps {@code meanLoss}, which has no noise. The noise is a double-precision
 * Gaussian added to float32 sums: the guarantee holds in real arithmetic, see {@link
 * GaussianNoise}. A pure function of its arguments, sources included.
 */
public final class DpSgd {
  /** Keeps the factor's rounding to float32 from raising a norm above C. */
  private static final double ROUNDING = 1 - 0x1p-22;

  private DpSgd() {}

  /**
   * {@return the probability that an example is in a batch, {@code min(1, B / n)}; 1 if n is 0}
   *
   * @param examples n, at least 0
   * @param hyper gives B
   */
  public static double rate(int examples, Hyperparameters hyper) {
    return examples <= hyper.batchSize() ? 1 : (double) hyper.batchSize() / examples;
  }

  /**
   * {@return the number of noised steps of one local training, {@code localEpochs ceil(n / B)}}
   *
   * @param examples n, at least 0
   * @param hyper gives B and the local epochs
   * @throws ArithmeticException if the number does not fit an int
   */
  public static int steps(int examples, Hyperparameters hyper) {
    int epoch = (int) (((long) examples + hyper.batchSize() - 1) / hyper.batchSize());
    return Math.multiplyExact(hyper.localEpochs(), epoch);
  }

  /**
   * Trains with noise.
   *
   * @param global parameters of a softmax head to start from
   * @param examples at least one; width and labels must fit the head
   * @param hyper how to train; {@code batchSize} is the expected size of a batch
   * @param privacy C and z
   * @param batches determines the examples of every batch
   * @param noise added to gradients; a different stream from {@code batches}
   * @return the delta {@code w - w_global}, which is protected, and the mean loss over all examples
   *     drawn (0 if there were none), which is not
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static LocalUpdate train(
      Parameters global,
      Examples examples,
      Hyperparameters hyper,
      ExamplePrivacy privacy,
      NoiseSource batches,
      NoiseSource noise) {
    examples.requireFitting(Head.of(global.layout()), 1);
    Primal weights = new Primal(global, examples, hyper, null);
    Primal.Scale clipping = clipping(examples.norms(), privacy.clippingNorm(), hyper.batchSize());
    double deviation = privacy.noiseMultiplier() * privacy.clippingNorm() / hyper.batchSize();
    GaussianNoise gaussian = new GaussianNoise(noise);
    int[] batch = new int[examples.size()];
    double loss = 0;
    long seen = 0;
    int steps = steps(examples.size(), hyper);
    for (int step = 0; step < steps; step++) {
      int size = draw(batch, hyper.batchSize(), batches);
      loss += weights.addGradients(batch, 0, size, clipping);
      seen += size;
      if (deviation > 0) {
        weights.addNoise(gaussian, deviation);
      }
      weights.move();
    }
    return new LocalUpdate(weights.delta(), seen == 0 ? 0 : loss / seen);
  }

  /**
   * Fills the front of {@code batch} with the sampled examples, each with probability exactly B /
   * n, and returns their number.
   */
  private static int draw(int[] batch, int batchSize, NoiseSource batches) {
    int size = 0;
    for (int i = 0; i < batch.length; i++) {
      if (batch.length <= batchSize || batches.nextBelow(batch.length) < batchSize) {
        batch[size++] = i;
      }
    }
    return size;
  }

  /**
   * {@code min(1, C / (|errors| |(x, 1)|)) / B}. A gradient that is not finite counts as zero: by
   * parameters that overflow for one picture alone, NaN would tell of that picture through any
   * noise.
   */
  private static Primal.Scale clipping(double[] norms, double clippingNorm, int batchSize) {
    return (errors, example) -> {
      double norm = Clipping.norm(errors) * norms[example];
      if (!Double.isFinite(norm)) {
        return 0;
      }
      double factor = norm > clippingNorm * ROUNDING ? clippingNorm * ROUNDING / norm : 1;
      return (float) (factor / batchSize);
    };
  }
}
