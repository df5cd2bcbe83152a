package dev.headwater.learning.partition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a partition sees of a data set.
 *
 * @param labels class index of every example, in [0, classes); handed over
 * @param classes number of classes
 * @param users who made each example, null where that is not known; as long as {@code labels}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record DataSet(int[] labels, int classes, List<@Nullable String> users) {

  /**
   * Copies the users, but not the labels.
   *
   * @param labels each in [0, classes)
   * @param classes above every label
   * @param users as long as {@code labels}
   * @throws IllegalArgumentException for users of another length or a label outside [0, classes)
   */
  public DataSet {
    users = Collections.unmodifiableList(new ArrayList<>(users));
    if (users.size() != labels.length) {
      throw new IllegalArgumentException(
          "split: %d users for %d examples (expected: the same)"
              .formatted(users.size(), labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "split: label %d of example %d (expected: 0 to %d)"
                .formatted(labels[i], i, classes - 1));
      }
    }
  }

  /** {@return the number of examples} */
  public int size() {
    return labels.length;
  }

  /** {@return the number of distinct users, 0 where the data names none} */
  public int distinctUsers() {
    return (int) users.stream().filter(Objects::nonNull).distinct().count();
  }

  /** Another array with the same labels. */
  DataSet copy() {
    return new DataSet(labels.clone(), classes, users);
  }
}
