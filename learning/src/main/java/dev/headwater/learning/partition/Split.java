package dev.headwater.learning.partition;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An assignment of examples to clients.
 *
 * @param clients indices into the data set, ascending, by client name; owned by this value
 */
public record Split(SortedMap<String, int[]> clients) {

  /**
   * Copies the map, but not the arrays.
   *
   * @param clients arrays that the caller must never write to again
   */
  public Split {
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
  }

  /**
   * {@return how many examples of each class each client holds: {@code [classes]} by client name}
   *
   * @param labels class index of every example of the data set, in [0, classes)
   * @param classes number of classes
   */
  public SortedMap<String, int[]> labelCounts(int[] labels, int classes) {
    SortedMap<String, int[]> table = new TreeMap<>();
    clients.forEach(
        (client, examples) -> {
          int[] counts = new int[classes];
          for (int example : examples) {
            counts[labels[example]]++;
          }
          table.put(client, counts);
        });
    return table;
  }
}
