package dev.headwater.secagg.primitives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Masks: the key stream of AES-256 in counter mode (NIST SP 800-38A, section 6.5) from the all-zero
 * block, read as little-endian ring elements. Each key is used for one mask, so the counter may
 * start at the same value for all. Not thread-safe: it reuses its cipher and its buffers.
 *
 * <p>Sums wrap modulo 2^64, whose low half is the sum modulo 2^32: in the smaller ring the upper
 * halves of the elements are meaningless, and the caller drops them.
 */
public final class MaskExpansion {
  private static final int CHUNK_BYTES = 1 << 14;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int elementBytes;
  private final byte[] zeros = new byte[CHUNK_BYTES];
  private final byte[] stream = new byte[CHUNK_BYTES];
  private final Cipher cipher;

  /**
   * @param ringBits 32 or 64
   */
  public MaskExpansion(int ringBits) {
    if (ringBits != 32 && ringBits != 64) {
      throw new IllegalArgumentException("ring: %d bits (expected: 32 or 64)".formatted(ringBits));
    }
    this.elementBytes = ringBits / 8;
    try {
      this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR is not available in this Java runtime", e);
    }
  }

  /** Adds the mask of a 32-byte key to every element. */
  public void add(byte[] key, long[] elements) {
    expand(key, elements, 1);
  }

  /** Subtracts the mask of a 32-byte key from every element. */
  public void subtract(byte[] key, long[] elements) {
    expand(key, elements, -1);
  }

  private void expand(byte[] key, long[] elements, long sign) {
    if (key.length != RoundKey.BYTES) {
      throw new IllegalArgumentException(
          "mask key: %d bytes (expected: %d)".formatted(key.length, RoundKey.BYTES));
    }
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      int perChunk = CHUNK_BYTES / elementBytes;
      for (int from = 0; from < elements.length; from += perChunk) {
        int count = Math.min(perChunk, elements.length - from);
        cipher.update(zeros, 0, count * elementBytes, stream, 0);
        if (elementBytes == Integer.BYTES) {
          for (int i = 0; i < count; i++) {
            elements[from + i] += sign * (int) INTS.get(stream, i * Integer.BYTES);
          }
        } else {
          for (int i = 0; i < count; i++) {
            elements[from + i] += sign * (long) LONGS.get(stream, i * Long.BYTES);
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-CTR is not available in this Java runtime", e);
    }
  }
}
