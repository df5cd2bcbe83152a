package dev.headwater.coordinator.members;

import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the joins of each address, in windows of a minute. The memory is bounded: an old window is
 * dropped whole.
 */
public final class JoinRate {
  private static final long WINDOW = 60_000_000_000L;

  private final int limit;
  private final LongSupplier nanos;
  private final Map<String, Integer> counts = new HashMap<>();
  private long began;

  /**
   * Nobody has joined yet.
   *
   * @param limit joins of one address in a minute
   * @param nanos the clock
   */
  public JoinRate(int limit, LongSupplier nanos) {
    this.limit = limit;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /** Counts a join from {@code address}; the status that ends it if there were too many. */
  public synchronized @Nullable Status count(String address) {
    long now = nanos.getAsLong();
    if (now - began >= WINDOW) {
      counts.clear();
      began = now;
    }
    return counts.merge(address, 1, Integer::sum) <= limit
        ? null
        : Status.RESOURCE_EXHAUSTED.withDescription(
            "joins: more than %d from one address in a minute (expected: at most that; the client tries again by itself)"
                .formatted(limit));
  }
}
