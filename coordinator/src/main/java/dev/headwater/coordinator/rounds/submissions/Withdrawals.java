package dev.headwater.coordinator.rounds.submissions;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The clients that take no further part in a masked round, and those among them that say that they
 * answer no more at its parameters. Guarded by the round's lock.
 */
public final class Withdrawals {
  private final Set<String> all = new HashSet<>();
  private final Set<String> exhausted = new HashSet<>();

  /**
   * A client takes no further part.
   *
   * @param answersNoMore at these parameters, as it says
   * @return whether it had not said so before
   */
  public boolean add(String client, boolean answersNoMore) {
    if (answersNoMore && !all.contains(client)) {
      exhausted.add(client);
    }
    return all.add(client);
  }

  /** Those that take no further part. */
  public Collection<String> all() {
    return all;
  }

  /** Those that answer no more at these parameters. */
  public Set<String> exhausted() {
    return Set.copyOf(exhausted);
  }

  /** Why the round gives no sum, with how many answer no more, of those that were asked. */
  public String whyNoSum(String reason, int asked) {
    return exhausted.isEmpty()
        ? reason
        : "%s; %d of %d clients said that they answer no more at these parameters (--max-repeats)"
            .formatted(reason, exhausted.size(), asked);
  }
}
