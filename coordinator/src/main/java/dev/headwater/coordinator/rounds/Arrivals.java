package dev.headwater.coordinator.rounds;

import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Uploads that come in parts, at most one a client, which together may take so much memory and no
 * more. Safe for concurrent use; callers lock each upload while they add to it.
 *
 * @param <A> puts one upload together
 */
final class Arrivals<A> {
  private final Map<String, A> underWay = new ConcurrentHashMap<>();
  private final long bytesEach;
  private final long maxBytes;

  /**
   * None yet.
   *
   * @param maxBytes one upload is always let in
   */
  Arrivals(long bytesEach, long maxBytes) {
    this.bytesEach = bytesEach;
    this.maxBytes = Math.max(bytesEach, maxBytes);
  }

  /**
   * The client's upload.
   *
   * @param same whether the one under way is the one meant; another takes its place
   * @throws io.grpc.StatusRuntimeException if too many are arriving already; the client tries again
   */
  A of(String client, Predicate<A> same, Supplier<A> fresh) {
    return underWay.compute(
        client,
        (name, old) -> {
          if (old != null && same.test(old)) {
            return old;
          }
          A made = fresh.get();
          if (old == null && (underWay.size() + 1) * bytesEach > maxBytes) {
            throw Status.UNAVAILABLE
                .withDescription(
                    "submission: %d vectors of %d bytes are arriving already (expected: at most %d bytes together; try again)"
                        .formatted(underWay.size(), bytesEach, maxBytes))
                .asRuntimeException();
          }
          return made;
        });
  }

  /** This upload is complete. */
  void done(String client, A upload) {
    underWay.remove(client, upload);
  }

  /** Drops what {@code client} has begun. */
  void forget(String client) {
    underWay.remove(client);
  }

  /** Drops everything. */
  void clear() {
    underWay.clear();
  }
}
