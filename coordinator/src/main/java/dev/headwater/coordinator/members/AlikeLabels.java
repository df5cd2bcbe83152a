package dev.headwater.coordinator.members;

import dev.headwater.learning.names.Alike;
import java.util.List;
import java.util.SortedMap;

/** Labels of several clients that are probably one class under two names. */
final class AlikeLabels {
  private AlikeLabels() {}

  /**
   * A sentence for every group of labels that differ only in case, spaces or signs.
   *
   * @param bringing the clients that have a label, by label
   */
  static List<String> sentences(SortedMap<String, List<String>> bringing) {
    return Alike.groups(bringing.keySet()).stream()
        .map(
            alike ->
                "labels: %s are different classes of this run, though they differ only in case, spaces or signs (expected: one name a class; stop, and start again with --labels, or have clients rename theirs with --label-map)"
                    .formatted(
                        String.join(
                            " and ", alike.stream().map(label -> whose(bringing, label)).toList())))
        .toList();
  }

  private static String whose(SortedMap<String, List<String>> bringing, String label) {
    return "%s (of %s)"
        .formatted(label, EnrolledClients.named(bringing.getOrDefault(label, List.of())));
  }
}
