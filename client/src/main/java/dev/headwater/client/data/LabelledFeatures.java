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
 * @param users whose every example is, where users are protected; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // ownership is transferred; never compared
public record LabelledFeatures(
    float[] features, List<String> labels, int width, List<String> users) {

  /** Refuses arrays whose sizes contradict each other. */
  public LabelledFeatures {
    labels = List.copyOf(labels);
    users = List.copyOf(users);
    if (!users.isEmpty() && users.size() != labels.size()) {
      throw new IllegalArgumentException(
          "features: %d users for %d labels (expected: one a label, or none)"
              .formatted(users.size(), labels.size()));
    }
    if (width < 1 || features.length != (long) labels.size() * width) {
      throw new IllegalArgumentException(
          "features: %d values for %d labels (expected: %d a label)"
              .formatted(features.length, labels.size(), width));
    }
  }

  /** Examples of which it does not matter whose they are. */
  public LabelledFeatures(float[] features, List<String> labels, int width) {
    this(features, labels, width, List.of());
  }

  /** No examples. */
  public static LabelledFeatures none(int width) {
    return new LabelledFeatures(new float[0], List.of(), width);
  }

  /** Number of examples. */
  public int size() {
    return labels.size();
  }

  /** What counts: users where they are protected, else examples. */
  public int units() {
    return users.isEmpty() ? labels.size() : (int) users.stream().distinct().count();
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
    Examples examples = new Examples(features, classes, width);
    return users.isEmpty() ? examples : examples.ofUsers(users);
  }
}
