package dev.headwater.secagg.primitives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's secret sharing (1979) of 32 bytes, one polynomial per byte, over GF(256) with the
 * reduction polynomial {@code x^8 + x^4 + x^3 + x + 1} (0x11B, that of AES, FIPS 197 section 4.2).
 * Fewer than {@code threshold} shares reveal nothing about the secret.
 *
 * <p>Eight bytes are multiplied at a time by a public scalar, by shifts and masks: no table lookup
 * and no branch depends on a secret, so timing reveals nothing about it.
 */
public final class Shamir {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LANES = Share.BYTES / Long.BYTES;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long NO_LOW_BITS = 0xFEFEFEFEFEFEFEFEL;

  private Shamir() {}

  /**
   * Shares for x = 1 to {@code holders}, any {@code threshold} of which reconstruct the secret.
   *
   * @param secret 32 bytes
   */
  public static List<Share> split(byte[] secret, int holders, int threshold, SecureRandom random) {
    if (secret.length != Share.BYTES) {
      throw new IllegalArgumentException(
          "secret: %d bytes (expected: %d)".formatted(secret.length, Share.BYTES));
    }
    if (threshold < 1 || threshold > holders || holders > 255) {
      throw new IllegalArgumentException(
          "sharing: threshold %d of %d holders (expected: 1 to holders, and at most 255 of them)"
              .formatted(threshold, holders));
    }
    byte[] coefficients = new byte[threshold * Share.BYTES];
    random.nextBytes(coefficients);
    System.arraycopy(secret, 0, coefficients, 0, Share.BYTES);
    List<Share> shares = new ArrayList<>(holders);
    for (int x = 1; x <= holders; x++) {
      byte[] value = new byte[Share.BYTES];
      for (int lane = 0; lane < LANES; lane++) {
        long y = 0;
        for (int degree = threshold - 1; degree >= 0; degree--) {
          y = times(y, x) ^ (long) LONGS.get(coefficients, (degree * LANES + lane) * Long.BYTES);
        }
        LONGS.set(value, lane * Long.BYTES, y);
      }
      shares.add(new Share(x, Bytes.owning(value)));
    }
    Arrays.fill(coefficients, (byte) 0);
    return shares;
  }

  /**
   * The secret, by Lagrange's formula at 0, if {@code shares} are at least the threshold and all of
   * one secret; 32 unrelated bytes otherwise, which callers must detect.
   */
  public static byte[] combine(List<Share> shares) {
    int[] x = shares.stream().mapToInt(Share::x).toArray();
    if (x.length == 0 || Arrays.stream(x).distinct().count() != x.length) {
      throw new IllegalArgumentException(
          "shares: x = %s (expected: one or more, all different)".formatted(Arrays.toString(x)));
    }
    long[] secret = new long[LANES];
    for (int i = 0; i < x.length; i++) {
      int weight = lagrangeAtZero(x, i);
      byte[] value = shares.get(i).value().toByteArray();
      for (int lane = 0; lane < LANES; lane++) {
        secret[lane] ^= times((long) LONGS.get(value, lane * Long.BYTES), weight);
      }
    }
    byte[] bytes = new byte[Share.BYTES];
    for (int lane = 0; lane < LANES; lane++) {
      LONGS.set(bytes, lane * Long.BYTES, secret[lane]);
    }
    return bytes;
  }

  /** prod over j != i of x_j / (x_j - x_i); subtraction is exclusive or. */
  private static int lagrangeAtZero(int[] x, int i) {
    int numerator = 1;
    int denominator = 1;
    for (int j = 0; j < x.length; j++) {
      if (j != i) {
        numerator = product(numerator, x[j]);
        denominator = product(denominator, x[j] ^ x[i]);
      }
    }
    return product(numerator, inverse(denominator));
  }

  /** The product of two field elements. */
  static int product(int a, int b) {
    return (int) times(a, b);
  }

  /** {@code a^254}, which is the inverse because {@code a^255 = 1}. */
  static int inverse(int a) {
    int power = a;
    for (int bit = 0; bit < 6; bit++) {
      power = product(product(power, power), a);
    }
    return product(power, power);
  }

  /** Eight field elements times one. */
  private static long times(long elements, int scalar) {
    long result = 0;
    for (int bit = 0; bit < 8; bit++) {
      result ^= elements & -((scalar >>> bit) & 1L);
      long carries = (elements >>> 7) & LOW_BITS;
      elements = ((elements << 1) & NO_LOW_BITS) ^ (carries * 0x1B);
    }
    return result;
  }
}
