package dev.headwater.learning.training.kernels;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Gram matrices for later rounds, within a bound: the ones that were used last. Where all do
 * not fit, the others are computed again, with the same bits. Safe for concurrent use.
 */
public final class GramCache {
  /** As many as 10,000 clients of 100 examples need. */
  private static final long MOST = 512L << 20;

  /** An eighth of the largest heap at most. */
  private static final GramCache OF_PROCESS =
      new GramCache(Math.min(MOST, Runtime.getRuntime().maxMemory() / 8));

  private final long room;
  private long taken;

  /** In the order of their last use. */
  private final Set<Entry> kept = new LinkedHashSet<>();

  /**
   * An empty cache.
   *
   * @param room bytes that the matrices may take
   */
  GramCache(long room) {
    this.room = room;
  }

  /** {@return the one that all clients of this process share} */
  public static GramCache ofProcess() {
    return OF_PROCESS;
  }

  /** {@return the bytes that the matrices may take} */
  public long room() {
    return room;
  }

  /** {@return the bytes that they take} */
  public synchronized long taken() {
    return taken;
  }

  /** {@return a place for the matrix of one client, empty} */
  public Entry entry() {
    return new Entry();
  }

  /** The place of one client's matrix. */
  public final class Entry {
    private float @Nullable [] gram;

    private Entry() {}

    /**
     * {@return the matrix that is kept, or a new one}
     *
     * @param compute called if none is kept; two threads may compute at once, with the same bits
     */
    public float[] get(Supplier<float[]> compute) {
      synchronized (GramCache.this) {
        if (gram != null) {
          kept.remove(this);
          kept.add(this);
          return gram;
        }
      }
      float[] computed = compute.get();
      synchronized (GramCache.this) {
        if (gram == null && bytes(computed) <= room) {
          gram = computed;
          taken += bytes(computed);
          kept.add(this);
          evict();
        }
      }
      return computed;
    }
  }

  private void evict() {
    var oldest = kept.iterator();
    while (taken > room) {
      Entry entry = oldest.next();
      taken -= entry.gram == null ? 0 : bytes(entry.gram);
      entry.gram = null;
      oldest.remove();
    }
  }

  private static long bytes(float[] gram) {
    return (long) Float.BYTES * gram.length;
  }
}
