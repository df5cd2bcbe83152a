package dev.headwater.coordinator.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What happens before a run has a folder for its log: joins apart from the rest, so many of each
 * client, so that nobody crowds out another's. Guarded by the trail's lock.
 */
final class HeldEvents {
  /** Joins of one client: the newest say what the run begins with. */
  static final int MOST_JOINS = 8;

  /** Other events, of all clients together. */
  private static final int MOST_OTHERS = 100_000;

  private final Map<String, Deque<AuditEvent.Joined>> joins = new LinkedHashMap<>();
  private final List<AuditEvent> others = new ArrayList<>();

  void joined(AuditEvent.Joined event) {
    Deque<AuditEvent.Joined> own = joins.computeIfAbsent(event.client(), any -> new ArrayDeque<>());
    if (own.size() == MOST_JOINS) {
      own.removeFirst();
    }
    own.addLast(event);
  }

  void add(AuditEvent event) {
    if (others.size() < MOST_OTHERS) {
      others.add(event);
    }
  }

  /** Gives everything away, joins first. */
  void release(Consumer<AuditEvent> to) {
    joins.values().forEach(own -> own.forEach(to));
    others.forEach(to);
    clear();
  }

  void clear() {
    joins.clear();
    others.clear();
  }
}
