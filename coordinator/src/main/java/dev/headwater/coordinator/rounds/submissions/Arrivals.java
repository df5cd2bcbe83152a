package dev.headwater.coordinator.rounds.submissions;

import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Uploads that arrive in parts, at most one per client, with a bound on their total memory. Safe
 * for concurrent use; callers lock each upload while they add to it.
 *
 * @param <A> assembles one upload
 */
public final class Arrivals<A> {
  private final Map<String, A> underWay = new ConcurrentHashMap<>();
  private final long bytesEach;
  private final long maxBytes;

  /**
   * No uploads.
   *
   * @param maxBytes bound of all uploads together; a single upload is always accepted
   */
  public Arrivals(long bytesEach, long maxBytes) {
    this.bytesEach = bytesEach;
    this.maxBytes = Math.max(bytesEach, maxBytes);
  }

  /**
   * The client's upload.
   *
   * @param same whether the upload in progress is the right one; otherwise a new one replaces it
   * @throws io.grpc.StatusRuntimeException if too many uploads are in progress; the client tries
   *     again
   */
  public A of(String client, Predicate<A> same, Supplier<A> fresh) {
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

  /** Removes a complete upload. */
  public void done(String client, A upload) {
    underWay.remove(client, upload);
  }

  /** Drops the upload of {@code client}. */
  public void forget(String client) {
    underWay.remove(client);
  }

  /** Drops all uploads. */
  public void clear() {
    underWay.clear();
  }
}
