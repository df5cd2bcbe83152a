package dev.headwater.simulations.data;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.training.Examples;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A data set as an experiment sees it: features, split across clients.
 *
 * @param name short name of the pictures' source
 * @param labels class names; a class index is a position
 * @param clients what each client holds, by name
 * @param test what only the coordinator scores on; empty where the source has no test pictures
 * @param labelCounts pictures of each class that each client holds, held-out ones included
 * @param notes what a person should know, such as pictures that were skipped
 */
public record FederatedData(
    String name,
    List<String> labels,
    SortedMap<String, ClientExamples> clients,
    Examples test,
    SortedMap<String, int[]> labelCounts,
    List<String> notes) {

  /** Copies the collections. */
  public FederatedData {
    labels = List.copyOf(labels);
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    labelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(labelCounts));
    notes = List.copyOf(notes);
  }
}
