package dev.headwater.learning.banded;

/**
 * The strategy matrix C of {@link BandedNoise}: lower triangular, every column the same, the
 * coefficients of {@code (1 - x)^(-1/2)} cut after b of them. Its square is about the matrix of all
 * prefix sums, which makes it close to optimal for them (Fichtenberger, Henzinger and Upadhyay
 * 2022; Kalinin and Lampert, "Banded Square Root Matrix Factorization for Differentially Private
 * Model Training", 2024).
 *
 * <p>Coefficients are whole multiples of {@code 2^-8}, so that C times integers of a grid are
 * integers of a grid 8 bits finer.
 */
public final class Band {
  /** Bits after the point of a coefficient. */
  public static final int BITS = 8;

  /** More rounds would have to be stored, for coefficients that hardly change any more. */
  public static final int WIDEST = 128;

  private final int[] coefficients;

  private Band(int[] coefficients) {
    this.coefficients = coefficients;
  }

  /**
   * {@return the band of this width}
   *
   * @param width b, from 1 (independent noise) to {@link #WIDEST}
   * @throws IllegalArgumentException for another width
   */
  public static Band of(int width) {
    if (width < 1 || width > WIDEST) {
      throw new IllegalArgumentException(
          "band: %d rounds (expected: 1 to %d)".formatted(width, WIDEST));
    }
    int[] coefficients = new int[width];
    double exact = 1;
    for (int lag = 0; lag < width; lag++) {
      coefficients[lag] = (int) Math.rint(Math.scalb(exact, BITS));
      exact *= (2.0 * lag + 1) / (2 * lag + 2);
    }
    return new Band(coefficients);
  }

  /** {@return b, the number of rounds that one round's sum is part of} */
  public int width() {
    return coefficients.length;
  }

  /**
   * {@return a coefficient in units of 2^-8; 256 for lag 0}
   *
   * @param lag rounds since the sum, from 0 to b - 1
   */
  public int units(int lag) {
    return coefficients[lag];
  }

  /** {@return |c|, the L2 norm of a column of C, exactly that of the rounded coefficients} */
  public double norm() {
    long squares = 0;
    for (int unit : coefficients) {
      squares += (long) unit * unit;
    }
    return Math.scalb(Math.sqrt((double) squares), -BITS);
  }
}
