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
 * A current step of a masked round: the messages to all clients that may take it, and the clients
 * that have answered. Safe for concurrent use.
 */
final class SecureStep {
  private final Stage stage;
  private final SortedMap<String, List<Assignment>> messages;
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  private SecureStep(Stage stage, SortedMap<String, List<Assignment>> messages) {
    this.stage = stage;
    this.messages = messages;
  }

  /** All clients get the same message. */
  static SecureStep same(Stage stage, Collection<String> names, List<Assignment> messages) {
    SortedMap<String, List<Assignment>> all = new TreeMap<>();
    names.forEach(name -> all.put(name, messages));
    return new SecureStep(stage, all);
  }

  /** Each client gets its own message. */
  static <M> SecureStep each(Stage stage, Map<String, M> messages, Function<M, Assignment> codec) {
    SortedMap<String, List<Assignment>> all = new TreeMap<>();
    messages.forEach((name, message) -> all.put(name, List.of(codec.apply(message))));
    return new SecureStep(stage, all);
  }

  Stage stage() {
    return stage;
  }

  /** The clients that may take the step. */
  Set<String> clients() {
    return messages.keySet();
  }

  /** The client's message; empty if it may not take this step. */
  List<Assignment> messages(String client) {
    return messages.getOrDefault(client, List.of());
  }

  boolean expects(String client) {
    return messages.containsKey(client) && !heard.contains(client);
  }

  /** The step no longer waits for this client. */
  void heard(String client) {
    heard.add(client);
  }

  boolean complete() {
    return heard.containsAll(messages.keySet());
  }

  List<String> missing() {
    return messages.keySet().stream().filter(name -> !heard.contains(name)).toList();
  }

  /** The expected action of the clients, in words. */
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
