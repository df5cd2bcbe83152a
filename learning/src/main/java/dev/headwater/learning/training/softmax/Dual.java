package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
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
  private final float[][] gram;
  private final float[][] start;
  private final float rate;
  private final float momentum;
  private final double decay;
  private final double mu;
  private final boolean plain;
  private double alpha = 1;
  private double beta;

  // All of shape [classes][n].
  private final float[][] z;
  private final float[][] a;
  private final float[][] b;
  private final float[][] p;
  private final float[][] q;

  private float[][] batchRows = new float[0][];

  /** {@code [classes][batch]}. */
  private float[][] errors = new float[0][];

  private final float[] probabilities;

  Dual(Parameters global, Examples examples, Hyperparameters hyper) {
    this.head = Head.of(global.layout());
    this.examples = examples;
    this.gram = examples.gram();
    this.rate = (float) hyper.learningRate();
    this.momentum = (float) hyper.momentum();
    this.decay = hyper.weightDecay();
    this.mu = hyper.proximalMu();
    this.plain = momentum == 0 && decay == 0 && mu == 0;
    this.start = HeadRows.split(global, head);
    int n = examples.size();
    this.z = new float[head.classes()][n];
    this.a = new float[head.classes()][n];
    this.p = new float[head.classes()][n];
    this.b = plain ? a : new float[head.classes()][n];
    this.q = plain ? p : new float[head.classes()][n];
    this.probabilities = new float[head.classes()];
    firstLogits();
  }

  /**
   * Whether this form is cheaper. A fixed rule on sizes, not on time, so that every node makes the
   * same choice and gets the same bits. The unit is one pass of inner products, {@code examples *
   * features * classes}; the factors were measured. The primal form costs 1.5 passes an epoch, this
   * one 1.3 in total plus its steps and a tenth of the Gram matrix, which is spread over ten
   * rounds. So the Gram matrix is never much larger than the features.
   */
  static boolean pays(int examples, Head head, int epochs) {
    double steps = 1.3 * epochs * examples / head.features();
    double gram = examples / (20.0 * head.classes());
    return examples <= MAX_EXAMPLES && 1.3 + steps + gram <= 1.5 * epochs;
  }

  /** {@code Z = X W_0' + b_0}. */
  private void firstLogits() {
    Logits logits = new Logits(head, start);
    for (int begin = 0; begin < examples.size(); begin += Logits.ROWS) {
      int count = Math.min(Logits.ROWS, examples.size() - begin);
      for (int r = 0; r < count; r++) {
        logits.load(r, examples.matrix(), (begin + r) * head.features());
      }
      float[][] ofRows = logits.compute(count);
      for (int c = 0; c < head.classes(); c++) {
        for (int r = 0; r < count; r++) {
          z[c][begin + r] = ofRows[r][c];
        }
      }
    }
  }

  @Override
  public double step(int[] order, int from, int to) {
    int count = to - from;
    if (batchRows.length != count) {
      batchRows = new float[count][];
      errors = new float[head.classes()][count];
    }
    double loss = 0;
    for (int k = 0; k < count; k++) {
      loss += errorsOf(order[from + k], k, 1f / count);
      batchRows[k] = gram[order[from + k]];
    }
    beta = momentum * beta + decay * alpha + mu * (alpha - 1);
    alpha -= rate * beta;
    for (int c = 0; c < head.classes(); c++) {
      if (plain) {
        move(c, order, from, -rate);
      } else {
        Vectors.blend(b[c], momentum, a[c], (float) (decay + mu));
        Vectors.blend(q[c], momentum, p[c], (float) (decay + mu));
        move(c, order, from, 1);
        Vectors.addScaled(a[c], b[c], -rate);
        Vectors.addScaled(p[c], q[c], -rate);
      }
    }
    return loss;
  }

  /**
   * {@code B += s E} and {@code Q += s G E}; without momentum, decay and proximal term B is A and Q
   * is P.
   */
  private void move(int c, int[] order, int from, float s) {
    float[] e = errors[c];
    for (int k = 0; k < e.length; k++) {
      e[k] *= s;
      b[c][order[from + k]] += e[k];
    }
    Vectors.addCombination(q[c], batchRows, e, 0, e.length);
  }

  /** Fills {@code errors[c][k] = (p_c - [c = label]) * scale} and returns the loss. */
  private double errorsOf(int example, int k, float scale) {
    float shrink = (float) alpha;
    for (int c = 0; c < head.classes(); c++) {
      probabilities[c] = shrink * z[c][example] + p[c][example];
    }
    int label = examples.label(example);
    double loss = Vectors.softmax(probabilities, label);
    for (int c = 0; c < head.classes(); c++) {
      errors[c][k] = (probabilities[c] - (c == label ? 1 : 0)) * scale;
    }
    return loss;
  }

  /** {@code (alpha - 1) W_0 + X~' A}. */
  @Override
  public float[] delta() {
    float[][] delta = start;
    float shrink = (float) (alpha - 1);
    for (float[] row : delta) {
      Vectors.blend(row, shrink, row, 0);
    }
    int width = head.features();
    float[][] rows = new float[Logits.ROWS][width];
    float[] bias = delta[head.classes()];
    for (int begin = 0; begin < examples.size(); begin += Logits.ROWS) {
      int count = Math.min(Logits.ROWS, examples.size() - begin);
      for (int r = 0; r < count; r++) {
        System.arraycopy(examples.matrix(), (begin + r) * width, rows[r], 0, width);
      }
      for (int c = 0; c < head.classes(); c++) {
        Vectors.addCombination(delta[c], rows, a[c], begin, count);
      }
    }
    for (int c = 0; c < head.classes(); c++) {
      double sum = 0;
      for (float value : a[c]) {
        sum += value;
      }
      bias[c] += (float) sum;
    }
    return HeadRows.join(delta, head);
  }
}
