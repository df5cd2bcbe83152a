package dev.headwater.secagg.primitives;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The two shares one client gives to one neighbour: x (1 byte), the share of its masking key (32),
 * the share of its seed (32); AES-256-GCM as nonce (12), text, tag (16), the layout of WebCrypto
 * and Tink.
 */
public record ShareBox(Share key, Share seed) {
  private static final int TEXT_BYTES = 1 + 2 * Share.BYTES;

  /** Length of an encrypted box. */
  public static final int SEALED_BYTES = 12 + TEXT_BYTES + 16;

  /** Refuses shares with different x-coordinates. */
  public ShareBox {
    if (key.x() != seed.x()) {
      throw new IllegalArgumentException(
          "shares: x = %d and %d (expected: the same)".formatted(key.x(), seed.x()));
    }
  }

  /** Encrypts under a key that is used only once, bound to {@code info}. */
  public Bytes seal(byte[] boxKey, byte[] info) {
    byte[] text = new byte[TEXT_BYTES];
    text[0] = (byte) key.x();
    System.arraycopy(key.value().toByteArray(), 0, text, 1, Share.BYTES);
    System.arraycopy(seed.value().toByteArray(), 0, text, 1 + Share.BYTES, Share.BYTES);
    try {
      return Bytes.owning(new AesGcmJce(boxKey).encrypt(text, info));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is not available in this Java runtime", e);
    }
  }

  /**
   * Decrypts and checks.
   *
   * @throws GeneralSecurityException if the box was not encrypted with that key for that {@code
   *     info}
   */
  public static ShareBox open(byte[] boxKey, byte[] info, Bytes box)
      throws GeneralSecurityException {
    if (box.size() != SEALED_BYTES) {
      throw new GeneralSecurityException(
          "sealed share: %d bytes (expected: %d)".formatted(box.size(), SEALED_BYTES));
    }
    byte[] text = new AesGcmJce(boxKey).decrypt(box.toByteArray(), info);
    int x = Byte.toUnsignedInt(text[0]);
    if (x == 0) {
      throw new GeneralSecurityException("sealed share: x = 0 (expected: 1 to 255)");
    }
    return new ShareBox(
        new Share(x, Bytes.owning(Arrays.copyOfRange(text, 1, 1 + Share.BYTES))),
        new Share(x, Bytes.owning(Arrays.copyOfRange(text, 1 + Share.BYTES, TEXT_BYTES))));
  }
}
