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

  /** Copies the map, but not the arrays. */
  public Split {
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
  }

  /** Examples of each class that each client holds: {@code [classes]} by client name. */
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
