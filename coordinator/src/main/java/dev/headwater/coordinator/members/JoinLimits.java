package dev.headwater.coordinator.members;

import java.util.stream.Stream;

/**
 * What one client or address may take of the coordinator.
 *
 * @param clients names that may join at most, over the whole run
 * @param joinsPerMinute joins of one address at most
 * @param connections of one address at once, on the port for clients
 * @param calls of one connection at once, on the port for clients: a node has one Join, one Watch
 *     at most, and a few answers; many nodes on one connection need room for a Join each
 * @param labels class names that one client may bring
 * @param examples that one client may declare
 */
public record JoinLimits(
    int clients, int joinsPerMinute, int connections, int calls, int labels, int examples) {
  /** Room for a thousand nodes behind one address, and for the classes of ImageNet. */
  public static final JoinLimits DEFAULT =
      new JoinLimits(10_000, 2_000, 2_000, 100, 1_000, 10_000_000);

  /** No limits, for clients of one's own in the same process. */
  public static final JoinLimits NONE =
      new JoinLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  /** Refuses limits below 1. */
  public JoinLimits {
    if (Stream.of(clients, joinsPerMinute, connections, calls, labels, examples)
        .anyMatch(limit -> limit < 1)) {
      throw new IllegalArgumentException(
          "limits: %d clients, %d joins a minute, %d connections, %d calls, %d labels, %d examples (expected: at least 1 each)"
              .formatted(clients, joinsPerMinute, connections, calls, labels, examples));
    }
  }
}
