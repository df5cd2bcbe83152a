package dev.headwater.learning.training;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays for the features of whoever has its turn, used again: a new one for every turn would be
 * most of what the garbage collector does. At most as many are kept as the machine has processors,
 * and none much longer than the longest that is asked for. Safe for concurrent use.
 */
final class FeatureBuffers {
  private static final FeatureBuffers OF_PROCESS =
      new FeatureBuffers(Runtime.getRuntime().availableProcessors());

  private final int most;
  private final Deque<float[]> free = new ArrayDeque<>();

  /**
   * No buffers yet.
   *
   * @param most number of buffers that are kept
   */
  FeatureBuffers(int most) {
    this.most = most;
  }

  /** The ones that all clients of this process share. */
  static FeatureBuffers ofProcess() {
    return OF_PROCESS;
  }

  /** An array of at least this length, with any values, until it is given back. */
  float[] take(int length) {
    synchronized (this) {
      for (var each = free.iterator(); each.hasNext(); ) {
        float[] buffer = each.next();
        if (buffer.length >= length) {
          each.remove();
          return buffer;
        }
      }
      free.pollLast(); // too short for this one: a longer one takes its place
    }
    return new float[length];
  }

  /** Takes back an array that nobody reads any more. */
  synchronized void giveBack(float[] buffer) {
    if (free.size() < most) {
      free.addFirst(buffer);
    }
  }
}
