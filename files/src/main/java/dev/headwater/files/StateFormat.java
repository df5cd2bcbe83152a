package dev.headwater.files;

import org.jspecify.annotations.Nullable;

/**
 * The format of the JSON files in a run folder: {@code summary.json}, {@code details.json}, and
 * every line of {@code rounds.jsonl} and {@code ledger.jsonl}. It grows with every change after
 * which an earlier version would misread a file. Files of before the first format say none: format
 * 0.
 */
public final class StateFormat {
  /** The key of the format in an object. */
  public static final String KEY = "format";

  /** The format that this version writes, and the newest that it reads. */
  public static final int CURRENT = 1;

  private StateFormat() {}

  /**
   * Why this version cannot read an object, as a sentence; null if it can.
   *
   * @param source what to call the object's file
   * @param format the value of {@value #KEY} as it is written, null without one
   */
  public static @Nullable String problemOf(String source, @Nullable String format) {
    if (format == null) {
      return null;
    }
    for (int known = 0; known <= CURRENT; known++) {
      if (format.equals(Integer.toString(known))) {
        return null;
      }
    }
    return "%s is of format %s (expected: at most %d, the newest that this version reads; another version wrote it, read it with that one or a newer one)"
        .formatted(source, format.length() <= 20 ? format : format.substring(0, 20), CURRENT);
  }
}
