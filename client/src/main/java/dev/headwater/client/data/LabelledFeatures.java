package dev.headwater.client.data;

import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Features with label names, before the run's class indices are known. Their order is kept, because
 * it affects the result.
 *
 * @param features {@code [labels.size() x width]}, row-major; ownership is transferred
 * @param labels the label of every example
 * @param width features of one example, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // ownership is transferred; never compared
public record LabelledFeatures(float[] features, List<String> labels, int width) {

  /** Refuses arrays whose sizes contradict each other. */
  public LabelledFeatures {
    labels = List.copyOf(labels);
    if (width < 1 || features.length != (long) labels.size() * width) {
      throw new IllegalArgumentException(
          "features: %d values for %d labels (expected: %d a label)"
              .formatted(features.length, labels.size(), width));
    }
  }

  /** No examples. */
  public static LabelledFeatures none(int width) {
    return new LabelledFeatures(new float[0], List.of(), width);
  }

  /** Number of examples. */
  public int size() {
    return labels.size();
  }

  /** The distinct labels. */
  public SortedSet<String> labelNames() {
    return new TreeSet<>(labels);
  }

  /** The same examples, in the same order, with class indices. */
  public Examples indexed(Map<String, Integer> indexOf) {
    int[] classes = new int[labels.size()];
    for (int i = 0; i < classes.length; i++) {
      Integer index = indexOf.get(labels.get(i));
      if (index == null) {
        throw new IllegalArgumentException(
            "label: %s is not among the run's %d labels (expected one of: %s)"
                .formatted(labels.get(i), indexOf.size(), indexOf.keySet()));
      }
      classes[i] = index;
    }
    return new Examples(features, classes, width);
  }
}
