package dev.headwater.learning.training.kernels;

import java.util.Arrays;

/** Numbers of rows. */
public final class Rows {
  private Rows() {}

  /**
   * {@return all rows, in order}
   *
   * @param count number of rows
   */
  public static int[] all(int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}
