package dev.headwater.learning.accounting;

/**
 * The least epsilon of a composition lies between these two.
 *
 * @param lower no more than it
 * @param upper no less than it
 */
public record Bracket(double lower, double upper) {
  /**
   * Refuses brackets of negative width.
   *
   * @param lower at least 0
   * @param upper at least {@code lower}; infinite if no finite bound is known
   * @throws IllegalArgumentException for other bounds
   */
  public Bracket {
    if (!(lower >= 0 && lower <= upper)) {
      throw new IllegalArgumentException(
          "bracket: from %s to %s (expected: from at least 0, and not to less)"
              .formatted(lower, upper));
    }
  }
}
