package dev.headwater.learning.names;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known word that somebody probably meant. */
public final class Nearest {
  /** More edits than this are another word. */
  private static final int MOST_EDITS = 4;

  private Nearest() {}

  /** {@code ", did you mean x?"}, or nothing where no word is near. */
  public static String hint(String word, Collection<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> edits(typed, k) <= Math.min(MOST_EDITS, Math.max(1, k.length() / 2)))
        .min(Comparator.comparingInt(k -> edits(typed, k)))
        .map(k -> ", did you mean " + k + "?")
        .orElse("");
  }

  /** Insertions, deletions and replacements between two words (Levenshtein 1966). */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
