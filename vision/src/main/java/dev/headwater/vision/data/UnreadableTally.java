package dev.headwater.vision.data;

import dev.headwater.files.UserDataException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Skips pictures that cannot be read, up to a limit: one bad file in a thousand should not end a
 * run, and a folder of the wrong files should. Safe for concurrent use.
 */
public final class UnreadableTally {
  /** How many are skipped at least, whatever the share. */
  public static final int DEFAULT_MINIMUM = 10;

  /** One in this many is skipped. */
  public static final int DEFAULT_ONE_IN = 100;

  private static final int SHOWN = 5;

  private final int limit;

  /** ReadableNames to reasons; guarded by itself. */
  private final SortedMap<String, String> skipped = new TreeMap<>();

  /** Skips at most {@code limit} pictures. */
  public UnreadableTally(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    this.limit = limit;
  }

  /**
   * The usual limit for a set: 1 % of the pictures but at least 10, and never all of them.
   *
   * @param pictures how many there are
   */
  public static UnreadableTally forPictures(int pictures) {
    int usual = Math.max(DEFAULT_MINIMUM, (pictures + DEFAULT_ONE_IN - 1) / DEFAULT_ONE_IN);
    return new UnreadableTally(Math.max(0, Math.min(usual, pictures - 1)));
  }

  /**
   * Skips a picture that could not be read; repeated calls for the same picture count once.
   *
   * @throws UserDataException if that is one too many, with the first names and reasons
   */
  public void unreadable(Picture picture, UserDataException why) {
    synchronized (skipped) {
      skipped.put(picture.name(), String.valueOf(why.getMessage()));
      if (skipped.size() > limit) {
        String shown = String.join("; ", reasons().subList(0, Math.min(SHOWN, skipped.size())));
        throw new UserDataException(
            "%d unreadable pictures (expected: at most %d; repair or remove them): %s%s"
                .formatted(skipped.size(), limit, shown, skipped.size() > SHOWN ? "; ..." : ""),
            why);
      }
    }
  }

  /** Number of pictures skipped so far. */
  public int count() {
    synchronized (skipped) {
      return skipped.size();
    }
  }

  /** A sentence for each skipped picture, ordered by name. */
  public List<String> reasons() {
    synchronized (skipped) {
      return List.copyOf(skipped.values());
    }
  }
}
