package dev.headwater.learning.names;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known word that the user probably meant. */
public final class Nearest {
  /** Words with more edits than this are not suggested. */
  private static final int MOST_EDITS = 4;

  private Nearest() {}

  /**
   * {@return {@code ", did you mean x?"}, or an empty string if no word is near}
   *
   * <p>A known word of n letters is near if it is at most {@code min(4, max(1, n / 2))} edits away.
   * Of several, the one with the fewest edits is suggested, and the first of those.
   *
   * @param word as the user typed it, in either case
   * @param known the words to choose from, in lower case
   */
  public static String hint(String word, Collection<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> edits(typed, k) <= Math.min(MOST_EDITS, Math.max(1, k.length() / 2)))
        .min(Comparator.comparingInt(k -> edits(typed, k)))
        .map(k -> ", did you mean " + k + "?")
        .orElse("");
  }

  /**
   * {@return the known word with the fewest edits, however many; the first in natural order wins a
   * tie; an empty string if nothing is known}
   *
   * @param word as the user typed it; upper and lower case count as different
   * @param known the words to choose from
   */
  public static String to(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(k -> edits(word, k))
                .thenComparing(Comparator.naturalOrder()))
        .orElse("");
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours between two words (Levenshtein
   * 1966; Damerau 1964, each pair swapped at most once), which cover most typing errors.
   */
  static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = edits[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
