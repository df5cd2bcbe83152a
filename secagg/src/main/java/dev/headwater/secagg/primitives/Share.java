package dev.headwater.secagg.primitives;

/**
 * One point of Shamir's polynomials over GF(256), one polynomial per byte of the secret.
 *
 * @param x the x-coordinate, 1 to 255
 * @param value the 32 y-coordinates
 */
public record Share(int x, Bytes value) {
  /** Length of the secret and of every share of it. */
  public static final int BYTES = 32;

  /** Refuses x = 0, which would be the secret itself. */
  public Share {
    if (x < 1 || x > 255) {
      throw new IllegalArgumentException("share: x = " + x + " (expected: 1 to 255)");
    }
    if (value.size() != BYTES) {
      throw new IllegalArgumentException(
          "share: %d bytes (expected: %d)".formatted(value.size(), BYTES));
    }
  }
}
