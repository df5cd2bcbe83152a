package dev.headwater.learning.aggregation.robust;

import java.util.Arrays;

/**
 * Krum's score of every point: the sum of the squared distances to its closest neighbours, added in
 * ascending order. A low score lies in a crowd.
 */
final class KrumScores {
  private final double[][] distances;
  private final boolean[] gone;
  private int left;

  /**
   * All distances between {@code points [n][d]}.
   *
   * @param points at least one
   */
  KrumScores(double[][] points) {
    int n = points.length;
    distances = new double[n][n];
    gone = new boolean[n];
    left = n;
    for (int i = 0; i < n; i++) {
      for (int k = i + 1; k < n; k++) {
        distances[i][k] = Points.squaredDistance(points[i], points[k]);
        distances[k][i] = distances[i][k];
      }
    }
  }

  /**
   * The scores over {@code n' - f - 2} neighbours among the {@code n'} points that are left, at
   * least one where there is one; infinite for points that are gone.
   */
  private double[] scores(int f) {
    int neighbours = Math.min(left - 1, Math.max(1, left - f - 2));
    double[] scores = new double[gone.length];
    double[] others = new double[left - 1];
    for (int i = 0; i < scores.length; i++) {
      if (gone[i]) {
        scores[i] = Double.POSITIVE_INFINITY;
        continue;
      }
      int at = 0;
      for (int k = 0; k < gone.length; k++) {
        if (k != i && !gone[k]) {
          others[at++] = distances[i][k];
        }
      }
      Arrays.sort(others);
      for (int k = 0; k < neighbours; k++) {
        scores[i] += others[k];
      }
    }
    return scores;
  }

  /** The {@code m} points of the lowest scores, in ascending order; ties go to the lower one. */
  int[] lowest(int f, int m) {
    double[] scores = scores(f);
    int[] chosen = new int[m];
    for (int c = 0; c < m; c++) {
      int best = first(scores);
      scores[best] = Double.NaN; // no longer smaller than anything
      chosen[c] = best;
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /** The point of the lowest score, which is gone from here on. */
  int take(int f) {
    int best = first(scores(f));
    gone[best] = true;
    left--;
    return best;
  }

  private int first(double[] scores) {
    int best = -1;
    for (int i = 0; i < scores.length; i++) {
      boolean open = !gone[i] && !Double.isNaN(scores[i]);
      if (open && (best < 0 || scores[i] < scores[best])) {
        best = i;
      }
    }
    return best;
  }
}
