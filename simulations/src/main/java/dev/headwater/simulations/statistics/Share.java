package dev.headwater.simulations.statistics;

/**
 * The share of right answers among all pictures of a kind, as some of them tell it: Wilson's score
 * interval (E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * 1927), with z the 97.5 % quantile of the normal distribution:
 *
 * <pre>(p + z^2 / 2n ± z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)</pre>
 *
 * <p>It holds the true share in about 95 % of experiments if the pictures are drawn independently.
 * It lies within 0 and 1, and has a width also where all answers or none are right.
 *
 * @param lower end of the interval
 * @param upper end of the interval
 */
public record Share(double lower, double upper) {
  private static final double Z = 1.959964;

  /**
   * {@return the interval}
   *
   * @param share p, of right answers among n; 0 to 1
   * @param n number of answers, at least 1
   * @throws IllegalArgumentException for other numbers
   */
  public static Share of(double share, long n) {
    if (n < 1 || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share: %s of %d (expected: 0 to 1, of at least 1)".formatted(share, n));
    }
    double part = Z * Z / n;
    double middle = (share + part / 2) / (1 + part);
    double half = Z * Math.sqrt(share * (1 - share) / n + part / (4.0 * n)) / (1 + part);
    return new Share(Math.max(0, middle - half), Math.min(1, middle + half));
  }
}
