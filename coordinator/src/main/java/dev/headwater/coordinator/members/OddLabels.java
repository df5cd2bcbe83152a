package dev.headwater.coordinator.members;

import dev.headwater.learning.names.Alike;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Labels of several clients that are probably a mistake of one of them. */
final class OddLabels {
  private OddLabels() {}

  /**
   * A sentence for every group of labels that differ only in case, spaces or signs, and for every
   * client whose labels no other has, where others share theirs.
   *
   * @param bringing the clients that have a label, by label
   */
  static List<String> sentences(SortedMap<String, List<String>> bringing) {
    return Stream.concat(alike(bringing), alone(bringing)).toList();
  }

  private static Stream<String> alike(SortedMap<String, List<String>> bringing) {
    return Alike.groups(bringing.keySet()).stream()
        .map(
            alike ->
                "labels: %s are different classes of this run, though they differ only in case, spaces or signs (expected: one name a class; stop, and start again with --labels, or have clients rename theirs with --label-map)"
                    .formatted(
                        String.join(
                            " and ",
                            alike.stream().map(label -> whose(bringing, label)).toList())));
  }

  /** Clients with a class each of their own are a kind of data; one beside all others is not. */
  private static Stream<String> alone(SortedMap<String, List<String>> bringing) {
    SortedMap<String, List<String>> own = new TreeMap<>();
    Set<String> sharing = new HashSet<>();
    bringing.forEach(
        (label, clients) -> {
          if (clients.size() > 1) {
            sharing.addAll(clients);
          } else {
            own.computeIfAbsent(clients.get(0), client -> new ArrayList<>()).add(label);
          }
        });
    own.keySet().removeAll(sharing);
    return sharing.isEmpty()
        ? Stream.of()
        : own.entrySet().stream()
            .map(
                one ->
                    "labels: no other client has those of %s, which are %s (if its --data names a folder too high, stop, and start again with the folder in which the class folders are)"
                        .formatted(one.getKey(), EnrolledClients.named(one.getValue())));
  }

  private static String whose(SortedMap<String, List<String>> bringing, String label) {
    return "%s (of %s)"
        .formatted(label, EnrolledClients.named(bringing.getOrDefault(label, List.of())));
  }
}
