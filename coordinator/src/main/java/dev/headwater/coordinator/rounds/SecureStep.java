package dev.headwater.coordinator.rounds;

import dev.headwater.secagg.Stage;
import dev.headwater.v1.Assignment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A step of a masked round under way: what everybody who may take it is sent, and who has been
 * heard. Safe for concurrent use.
 */
final class SecureStep {
  private final Stage stage;
  private final SortedMap<String, List<Assignment>> messages;
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  private SecureStep(Stage stage, SortedMap<String, List<Assignment>> messages) {
    this.stage = stage;
    this.messages = messages;
  }

  /** All are sent the same. */
  static SecureStep same(Stage stage, Collection<String> names, List<Assignment> messages) {
    SortedMap<String, List<Assignment>> all = new TreeMap<>();
    names.forEach(name -> all.put(name, messages));
    return new SecureStep(stage, all);
  }

  /** Each is sent its own. */
  static <M> SecureStep each(Stage stage, Map<String, M> messages, Function<M, Assignment> codec) {
    SortedMap<String, List<Assignment>> all = new TreeMap<>();
    messages.forEach((name, message) -> all.put(name, List.of(codec.apply(message))));
    return new SecureStep(stage, all);
  }

  Stage stage() {
    return stage;
  }

  /** Who may take it. */
  Set<String> clients() {
    return messages.keySet();
  }

  /** What the client is sent; nothing if it may not take this step. */
  List<Assignment> messages(String client) {
    return messages.getOrDefault(client, List.of());
  }

  boolean expects(String client) {
    return messages.containsKey(client) && !heard.contains(client);
  }

  /** Nothing better is to be waited for from this client. */
  void heard(String client) {
    heard.add(client);
  }

  boolean complete() {
    return heard.containsAll(messages.keySet());
  }

  List<String> missing() {
    return messages.keySet().stream().filter(name -> !heard.contains(name)).toList();
  }

  /** What clients are waited for to do. */
  String word() {
    return switch (stage) {
      case ADVERTISE -> "send their keys";
      case SHARE -> "share their secrets";
      case MASK -> "train and mask";
      case CONFIRM -> "confirm who is left";
      case UNMASK -> "unmask the sum";
    };
  }
}
