package dev.headwater.coordinator.members;

/**
 * What one client or address may take of the coordinator.
 *
 * @param clients names that may join at most, over the whole run
 * @param joinsPerMinute joins of one address at most
 * @param connections of one address at once, on the port for clients
 * @param labels class names that one client may bring
 * @param examples that one client may declare
 */
public record JoinLimits(
    int clients, int joinsPerMinute, int connections, int labels, int examples) {
  /** Room for a thousand nodes behind one address, and for the classes of ImageNet. */
  public static final JoinLimits DEFAULT = new JoinLimits(10_000, 2_000, 2_000, 1_000, 10_000_000);

  /** No limits, for clients of one's own in the same process. */
  public static final JoinLimits NONE =
      new JoinLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  /** Refuses limits below 1. */
  public JoinLimits {
    if (clients < 1 || joinsPerMinute < 1 || connections < 1 || labels < 1 || examples < 1) {
      throw new IllegalArgumentException(
          "limits: %d clients, %d joins a minute, %d connections, %d labels, %d examples (expected: at least 1 each)"
              .formatted(clients, joinsPerMinute, connections, labels, examples));
    }
  }
}
