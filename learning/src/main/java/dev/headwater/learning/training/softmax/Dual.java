package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.kernels.Gram;
import dev.headwater.learning.training.kernels.Kernel;
import dev.headwater.learning.training.kernels.Rows;
import dev.headwater.learning.training.kernels.Vectors;

/**
 * Local training in the span of the client's own examples, exact in real arithmetic.
 *
 * <p>With {@code X~ = [X, 1]} of shape {@code [n x (features + 1)]}, every gradient of the loss is
 * {@code X~' E} with {@code E [n x classes]}, zero outside the batch. So weights and velocity keep
 * the form
 *
 * <pre>
 * W_t = alpha_t W_0 + X~' A_t        V_t = beta_t W_0 + X~' B_t
 * </pre>
 *
 * and a step of SGD with momentum m, weight decay d, proximal mu and rate r is
 *
 * <pre>
 * beta = m beta + d alpha + mu (alpha - 1)     B = m B + (d + mu) A + E
 * alpha = alpha - r beta                       A = A - r B
 * </pre>
 *
 * The logits that a step needs are {@code X~ W_t = alpha_t Z + P_t} with {@code Z = X~ W_0},
 * computed once, and {@code P = G A}, {@code Q = G B}, which are updated like A and B, with {@code
 * G E} in place of {@code E}; {@code G = X~ X~'} depends only on the examples and is cached with
 * them. A step reads no features, so another local epoch costs {@code n^2 classes} instead of
 * {@code 2 n features classes}.
 */
final class Dual implements SgdForm {
  private static final int MAX_EXAMPLES = 512;

  private final Head head;
  private final Examples examples;
  private final float[] gram;
  private final float[] start;
  private final int n;
  private final int stride;
  private final int classes;
  private final float rate;
  private final float momentum;
  private final double decay;
  private final double mu;
  private final boolean plain;
  private double alpha = 1;
  private double beta;

  /** {@code [n x classes]}. */
  private final float[] z;

  // All of shape [classes x stride].
  private final float[] a;
  private final float[] b;
  private final float[] p;
  private final float[] q;

  private final Batch batch;

  Dual(Parameters global, Examples examples, Hyperparameters hyper) {
    this.head = Head.of(global.layout());
    this.examples = examples;
    this.rate = (float) hyper.learningRate();
    this.momentum = (float) hyper.momentum();
    this.decay = hyper.weightDecay();
    this.mu = hyper.proximalMu();
    this.plain = momentum == 0 && decay == 0 && mu == 0;
    this.start = global.values();
    this.n = examples.size();
    this.stride = Gram.stride(n);
    this.gram = examples.gram();
    this.classes = head.classes();
    this.z = new float[n * classes];
    this.a = new float[classes * stride];
    this.p = new float[classes * stride];
    this.b = plain ? a : new float[classes * stride];
    this.q = plain ? p : new float[classes * stride];
    this.batch = new Batch(classes);
    Logits.fill(start, head, examples.matrix(), Rows.all(n), 0, n, z);
  }

  /**
   * Whether this form is cheaper. A fixed rule on sizes, not on time, so that every node makes the
   * same choice and gets the same bits. The unit is one pass of inner products over the features,
   * {@code examples * features * classes}; the factors were measured with vectors, for 20 to 400
   * examples (docs/performance.md). The primal form costs 3.6 passes an epoch, since each step
   * moves all weights. This one costs 3.5 in total plus its steps and a tenth of the Gram matrix,
   * which is cached: a client is thought to take part ten times.
   */
  static boolean pays(int examples, Head head, int epochs) {
    double steps = 6.0 * epochs * examples / head.features();
    double gram = examples / (20.0 * head.classes());
    return examples <= MAX_EXAMPLES && 3.5 + steps + gram <= 1.3 + 3.6 * epochs;
  }

  @Override
  public double step(int[] order, int from, int to) {
    batch.take(order, from, to);
    double loss = errors();
    beta = momentum * beta + decay * alpha + mu * (alpha - 1);
    alpha -= rate * beta;
    if (plain) {
      move(-rate);
    } else {
      Vectors.blend(b, momentum, a, (float) (decay + mu));
      Vectors.blend(q, momentum, p, (float) (decay + mu));
      move(1);
      Vectors.addScaled(a, b, -rate);
      Vectors.addScaled(p, q, -rate);
    }
    return loss;
  }

  /** Fills the batch's errors, divided by its size; returns the sum of its losses. */
  private double errors() {
    float shrink = (float) alpha;
    for (int i = 0; i < batch.size; i++) {
      int example = batch.rows[i];
      for (int c = 0; c < classes; c++) {
        batch.errors[c * batch.stride + i] =
            shrink * z[example * classes + c] + p[c * stride + example];
      }
    }
    double loss = batch.toErrors(examples);
    batch.scale(1f / batch.size);
    return loss;
  }

  /**
   * {@code B += s E} and {@code Q += s G E}; without momentum, decay and proximal term B is A and Q
   * is P.
   */
  private void move(float s) {
    batch.scale(s);
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < batch.size; i++) {
        b[c * stride + batch.rows[i]] += batch.errors[c * batch.stride + i];
      }
    }
    Kernel.best()
        .combine(q, classes, stride, batch.errors, batch.stride, gram, batch.rows, 0, batch.size);
  }

  /** {@code (alpha - 1) W_0 + X~' A}. */
  @Override
  public float[] delta() {
    float[] delta = new float[start.length];
    float grown = (float) (alpha - 1);
    for (int k = 0; k < delta.length; k++) {
      delta[k] = grown * start[k] + 0 * start[k]; // what a blend gives, for zeros with a sign too
    }
    int width = head.features();
    Kernel.best().combine(delta, classes, width, a, stride, examples.matrix(), Rows.all(n), 0, n);
    for (int c = 0; c < classes; c++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += a[c * stride + i];
      }
      delta[classes * width + c] += (float) sum;
    }
    return delta;
  }
}
