package dev.headwater.vision.digests;

import dev.headwater.vision.data.Origin;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The digests of one data set's pictures. Safe for concurrent use. */
final class Manifest {
  /** So many pictures that nobody asks for are kept in any case: another part, another command. */
  private static final int SPARE = 1_000;

  private final ConcurrentMap<String, Known> pictures;
  private final AtomicBoolean changed = new AtomicBoolean();

  /** One without pictures. */
  Manifest() {
    this(new ConcurrentHashMap<>());
  }

  /** Takes the pictures over. */
  Manifest(ConcurrentMap<String, Known> pictures) {
    this.pictures = pictures;
  }

  /** The digest of a picture whose file is as it was, else null. */
  @Nullable PictureKey find(Origin origin) {
    Known known = pictures.get(origin.name());
    return known != null && known.stamp().equals(origin.stamp()) ? known.use().key() : null;
  }

  void add(Origin origin, PictureKey key) {
    pictures.put(origin.name(), new Known(origin.stamp(), key).use());
    changed.set(true);
  }

  /** Whether it holds what the disk does not; the caller then writes it. */
  boolean takeChanged() {
    return changed.getAndSet(false);
  }

  /**
   * What is worth a place on the disk: all pictures, unless most of them were not asked for since
   * this process started. Files that are gone must not be kept forever.
   */
  SortedMap<String, Known> kept() {
    SortedMap<String, Known> all = new TreeMap<>(pictures);
    SortedMap<String, Known> used = new TreeMap<>(all);
    used.values().removeIf(known -> !known.isUsed());
    return all.size() > 2 * used.size() + SPARE ? used : all;
  }
}
