package dev.headwater.learning.algebra;

import java.util.Arrays;

/**
 * Sums of {@code x_i x_j} over rows x, for all i &lt;= j. Exact in every order as long as each sum
 * is a whole number below 2^53.
 *
 * <p>Four rows are added in one pass: the sums are larger than a core's cache, so that passes over
 * them cost more than products. HotSpot compiles the pass to vector instructions because every
 * array is read at the same index.
 */
public final class PairSums {
  private static final int AT_ONCE = 4;

  /** {@code [width x width]}, of which the upper triangle is used. */
  private final double[][] sums;

  private final double[][] rows;
  private int waiting;

  /**
   * Sums of nothing.
   *
   * @param width values of a row
   */
  public PairSums(int width) {
    this.sums = new double[width][width];
    this.rows = new double[AT_ONCE][width];
  }

  /** {@return the row to fill next, {@code [width]}, with whole numbers; as it was left} */
  public double[] row() {
    return rows[waiting];
  }

  /** Adds the products of the row that was filled. */
  public void add() {
    waiting++;
    if (waiting == AT_ONCE) {
      addRows();
    }
  }

  /**
   * {@return the sums, {@code [i][j]} for i &lt;= j, of all rows since the last {@link #clear}; not
   * to be written to}
   */
  public double[][] sums() {
    for (int r = waiting; r > 0 && r < AT_ONCE; r++) {
      Arrays.fill(rows[r], 0);
    }
    if (waiting > 0) {
      addRows();
    }
    return sums;
  }

  /** Forgets all rows. */
  public void clear() {
    for (int i = 0; i < sums.length; i++) {
      Arrays.fill(sums[i], i, sums.length, 0);
    }
  }

  private void addRows() {
    double[] a = rows[0];
    double[] b = rows[1];
    double[] c = rows[2];
    double[] d = rows[3];
    for (int i = 0; i < sums.length; i++) {
      if (a[i] != 0 || b[i] != 0 || c[i] != 0 || d[i] != 0) {
        addScaled(sums[i], i, a, b, c, d);
      }
    }
    waiting = 0;
  }

  private static void addScaled(
      double[] sum, int i, double[] a, double[] b, double[] c, double[] d) {
    double ai = a[i];
    double bi = b[i];
    double ci = c[i];
    double di = d[i];
    for (int j = i; j < sum.length; j++) {
      sum[j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
    }
  }
}
