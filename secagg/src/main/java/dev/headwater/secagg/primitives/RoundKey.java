package dev.headwater.secagg.primitives;

import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.X25519;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;

/** An X25519 key pair (RFC 7748) for one round. */
public final class RoundKey {
  /** Length of private keys, public keys and derived keys. */
  public static final int BYTES = 32;

  private final byte[] secret;
  private final Bytes publicKey;

  /** The pair of a 32-byte secret, any 32 bytes: X25519 itself clears and sets the bits it must. */
  public RoundKey(byte[] secret) {
    this.secret = secret.clone();
    try {
      this.publicKey = Bytes.owning(X25519.publicFromPrivate(this.secret));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(
          "private key: %d bytes (expected: %d)".formatted(secret.length, BYTES), e);
    }
  }

  /** The public half. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** A copy of the private half, to be shared among holders. */
  public byte[] secret() {
    return secret.clone();
  }

  /**
   * The shared secret of a pair, input of {@link #derive}.
   *
   * @throws InvalidKeyException if {@code peer} is one of the points that give the same secret for
   *     every key
   */
  public byte[] agree(Bytes peer) throws InvalidKeyException {
    return X25519.computeSharedSecret(secret, peer.toByteArray());
  }

  /** HKDF-SHA256 (RFC 5869) without salt: 32 bytes for the purpose and parties in {@code info}. */
  public static byte[] derive(byte[] secret, byte[] info) {
    try {
      return Hkdf.computeHkdf("HMACSHA256", secret, new byte[0], info, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not available in this Java runtime", e);
    }
  }

  /** Overwrites the private half. */
  public void forget() {
    Arrays.fill(secret, (byte) 0);
  }
}
