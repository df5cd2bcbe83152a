package dev.headwater.learning.noise;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Unpredictable bits: the key stream of AES-256 in counter mode (the JDK's), under a fresh key from
 * {@link SecureRandom} for every {@value #BYTES} bytes. Old bits cannot be recomputed from a later
 * state, and noise for a whole model costs a fraction of the time of {@code SecureRandom} alone.
 */
public final class SecureNoise implements NoiseSource {
  private static final int BYTES = 1 << 14;
  private static final byte[] ZEROS = new byte[BYTES];
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final SecureRandom keys = new SecureRandom();
  private final Cipher aes;
  private final byte[] key = new byte[32];
  private final byte[] counter = new byte[16];
  private final byte[] stream = new byte[BYTES];
  private int used = BYTES;

  /** A new independent stream. */
  SecureNoise() {
    try {
      aes = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java runtime has no AES/CTR/NoPadding, which secure noise needs"
              + " (expected: the provider SunJCE, or another with that cipher)",
          e);
    }
  }

  @Override
  public boolean secure() {
    return true;
  }

  @Override
  public int nextInt() {
    if (used == BYTES) {
      refill();
    }
    int bits = (int) INT.get(stream, used);
    used += Integer.BYTES;
    return bits;
  }

  @Override
  public void fill(long[] bits) {
    int at = 0;
    while (at < bits.length) {
      if (BYTES - used < Long.BYTES) {
        refill();
      }
      int count = Math.min((BYTES - used) / Long.BYTES, bits.length - at);
      ByteBuffer.wrap(stream, used, count * Long.BYTES).asLongBuffer().get(bits, at, count);
      used += count * Long.BYTES;
      at += count;
    }
  }

  private void refill() {
    keys.nextBytes(key);
    keys.nextBytes(counter);
    try {
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
      aes.update(ZEROS, 0, BYTES, stream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "AES-256 in counter mode refused a fresh key (expected: a runtime that allows 256-bit"
              + " AES keys)",
          e);
    }
    used = 0;
  }
}
