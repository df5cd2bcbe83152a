package dev.headwater.simulations.data;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The data set of an experiment: features, split across clients.
 *
 * @param name short name of the pictures' source
 * @param labels class names; a class index is a position
 * @param clients the clients' examples, by name
 * @param test the coordinator's test set; empty if the source has no test pictures
 * @param labelCounts number of each client's pictures of each class, including held-out ones
 * @param notes messages for the user, such as skipped pictures
 * @param digest of the training pictures, which other splits of the same pictures share
 * @param testDigest of the test pictures
 */
public record FederatedData(
    String name,
    List<String> labels,
    SortedMap<String, ClientExamples> clients,
    Examples test,
    SortedMap<String, int[]> labelCounts,
    List<String> notes,
    String digest,
    String testDigest) {
  private static final int SHOWN_CLASSES = 12;

  /**
   * Copies the collections, but not the examples and arrays in them.
   *
   * @param name taken as it is
   * @param labels copied
   * @param clients copied
   * @param test taken as it is
   * @param labelCounts copied
   * @param notes copied
   * @param digest taken as it is
   * @param testDigest taken as it is
   */
  public FederatedData {
    labels = List.copyOf(labels);
    clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    labelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(labelCounts));
    notes = List.copyOf(notes);
  }

  /** {@return the classes with their pictures, a sentence: another folder would have others} */
  public String classes() {
    List<String> counted = new ArrayList<>();
    for (int i = 0; i < Math.min(labels.size(), SHOWN_CLASSES); i++) {
      int of = i;
      long pictures = labelCounts.values().stream().mapToLong(counts -> counts[of]).sum();
      counted.add("%s %s".formatted(labels.get(i), Quantities.count(pictures)));
    }
    String more = labels.size() > SHOWN_CLASSES ? ", ... (%d in all)".formatted(labels.size()) : "";
    return "Classes: %s%s.".formatted(String.join(", ", counted), more);
  }

  /**
   * {@return the clients that stay}
   *
   * @param clients names of all
   * @param left names of those that do not
   * @throws UserDataException if there is no client of such a name, or none is left
   */
  public static Set<String> staying(Set<String> clients, Collection<String> left) {
    Set<String> rest = new TreeSet<>(clients);
    for (String name : left) {
      if (!clients.contains(name)) {
        throw new UserDataException(
            "without: no client %s (expected: one of %s%s)"
                .formatted(
                    name,
                    String.join(", ", clients.stream().limit(8).toList()),
                    clients.size() > 8 ? ", ..." : ""));
      }
      rest.remove(name);
    }
    if (rest.isEmpty()) {
      throw new UserDataException("without: every client (expected: at least one that stays)");
    }
    return rest;
  }

  /**
   * {@return the same data without some clients}
   *
   * @param left names of clients
   * @throws UserDataException if there is no client of such a name, or none is left
   */
  public FederatedData without(Collection<String> left) {
    SortedMap<String, ClientExamples> rest = new TreeMap<>(clients);
    SortedMap<String, int[]> counts = new TreeMap<>(labelCounts);
    Set<String> staying = staying(clients.keySet(), left);
    rest.keySet().retainAll(staying);
    counts.keySet().retainAll(staying);
    return new FederatedData(this.name, labels, rest, test, counts, notes, digest, testDigest);
  }
}
