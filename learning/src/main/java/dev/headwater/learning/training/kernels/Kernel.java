package dev.headwater.learning.training.kernels;

/**
 * The products that training and scoring spend their time in, in float32 with a fixed order of
 * additions: two implementations, the same bits (docs/decisions/0002-arithmetic-order.md).
 *
 * <p><b>Inner products.</b> {@code dot(x, y)} of {@code n} values has sixteen partial sums: {@code
 * s_l}, from 0, adds {@code x_k y_k} for all {@code k = l (mod 16)}, ascending. They are folded by
 * halves: {@code s_l + s_(l+8)} for l below 8, then {@code + s_(l+4)}, {@code + s_(l+2)}, {@code +
 * s_(l+1)}.
 *
 * <p><b>Combinations.</b> {@code y_k} adds {@code c_i x_ik} for every row i, ascending.
 *
 * <p><b>Softmax.</b> The largest logit is subtracted, {@code e^x} is {@link Vectors#exp}, the sum
 * is over classes, ascending, in float64.
 *
 * <p>Every product is rounded before it is added: there is no fused multiply-add.
 */
public interface Kernel {

  /** Partial sums of an inner product. */
  int LANES = 16;

  /** Examples whose softmax is computed side by side. */
  int COLUMNS = 8;

  /** {@return the kernel of this process: vectors where the Java runtime has them} */
  static Kernel best() {
    return Kernels.BEST;
  }

  /** {@return why {@link #best} is what it is, in half a sentence} */
  static String reason() {
    return Kernels.reason();
  }

  /** {@return which kernel this is, and for vectors their width, in a few words} */
  String description();

  /**
   * {@code z[z0 + (i - from) * classes + c] = dot(x_rows[i], w_c)} for {@code from <= i < to} and
   * all classes.
   *
   * @param x rows of {@code width} values, one after the other
   * @param rows numbers of the rows
   * @param from position in {@code rows} of the first
   * @param to position in {@code rows} after the last
   * @param w {@code [classes][width]}, one after the other
   * @param classes number of rows of {@code w} to use
   * @param width values of one row
   * @param z overwritten
   * @param z0 position in {@code z} of the first product
   */
  void products(
      float[] x,
      int[] rows,
      int from,
      int to,
      float[] w,
      int classes,
      int width,
      float[] z,
      int z0);

  /**
   * {@code y[c][k] += sum over i of a[c * stride + i] * x_rows[i][k]} for {@code from <= i < to},
   * all classes and k.
   *
   * @param y {@code [classes][width]}, one after the other; changed in place
   * @param classes number of rows of {@code y}
   * @param width values of one row
   * @param a factors
   * @param stride distance of two classes' factors in {@code a}
   * @param x rows of {@code width} values, one after the other
   * @param rows numbers of the rows
   * @param from position in {@code rows} of the first
   * @param to position in {@code rows} after the last
   */
  void combine(
      float[] y,
      int classes,
      int width,
      float[] a,
      int stride,
      float[] x,
      int[] rows,
      int from,
      int to);

  /**
   * Turns the logits of {@code to - from} examples, one a column, into probabilities in place.
   *
   * @param z {@code [classes x stride]}, logits before, probabilities after; columns beyond {@code
   *     to}, up to the next multiple of {@link #COLUMNS}, are overwritten with anything
   * @param classes number of rows
   * @param stride distance of two rows, a multiple of {@link #COLUMNS}
   * @param from first column, a multiple of {@link #COLUMNS}
   * @param to column after the last
   * @param largest {@code [stride]}, receives the largest logit of each column
   * @param sums {@code [stride]}, receives {@code sum over c of exp(z_c - largest)}
   */
  void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums);

  /**
   * {@code sums[k] += rint(values[k] * unit)} for {@code from <= k < to}, ties to even.
   *
   * @param sums changed in place; wraps around
   * @param values finite, with {@code |values[k] * unit|} below 2^62
   * @param from first position
   * @param to position after the last
   * @param unit a power of two
   */
  void addRounded(long[] sums, float[] values, int from, int to, double unit);

  /**
   * {@return the largest {@code |values[k]|} for {@code from <= k < to}; NaN if one of them is, 0
   * of none}
   *
   * @param values any
   * @param from first position
   * @param to position after the last
   */
  float largest(float[] values, int from, int to);
}
