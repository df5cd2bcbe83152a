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
 * @param examples the features; the class indices in it mean nothing
 * @param labels the label of every example
 * @param users whose every example is, where users are protected; else empty
 */
public record LabelledFeatures(Examples examples, List<String> labels, List<String> users) {

  /** Refuses lists whose sizes contradict each other. */
  public LabelledFeatures {
    labels = List.copyOf(labels);
    users = List.copyOf(users);
    if (!users.isEmpty() && users.size() != labels.size()) {
      throw new IllegalArgumentException(
          "features: %d users for %d labels (expected: one a label, or none)"
              .formatted(users.size(), labels.size()));
    }
    if (examples.size() != labels.size()) {
      throw new IllegalArgumentException(
          "features: %d examples for %d labels (expected: one a label)"
              .formatted(examples.size(), labels.size()));
    }
  }

  /**
   * Examples of which it does not matter whose they are.
   *
   * @param features {@code [labels.size() x width]}, row-major; ownership is transferred
   * @param labels the label of every example
   * @param width features of one example, at least 1
   */
  public LabelledFeatures(float[] features, List<String> labels, int width) {
    this(new Examples(features, new int[labels.size()], width), labels, List.of());
  }

  /** No examples. */
  public static LabelledFeatures none(int width) {
    return new LabelledFeatures(Examples.none(width), List.of(), List.of());
  }

  /** Features of one example. */
  public int width() {
    return examples.width();
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
    Examples indexed = examples.relabelled(classes);
    return users.isEmpty() ? indexed : indexed.ofUsers(users);
  }
}
