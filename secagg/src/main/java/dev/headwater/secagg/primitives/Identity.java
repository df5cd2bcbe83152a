package dev.headwater.secagg.primitives;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/** A node's long-term Ed25519 key pair (RFC 8032), with which it signs each round's fresh keys. */
public final class Identity {
  /** Length of the public key and of the secret seed. */
  public static final int KEY_BYTES = 32;

  private static final int SIGNATURE_BYTES = 64;

  private final Bytes publicKey;
  private final Bytes seed;
  private final Ed25519Sign signer;

  private Identity(byte[] seed) {
    try {
      Ed25519Sign.KeyPair pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);
      this.publicKey = Bytes.copyOf(pair.getPublicKey());
      this.seed = Bytes.copyOf(seed);
      this.signer = new Ed25519Sign(pair.getPrivateKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  /** A new identity. */
  public static Identity fresh() {
    byte[] seed = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(seed);
    return new Identity(seed);
  }

  /** The identity of a stored 32-byte seed, the private key of RFC 8032. */
  public static Identity fromSeed(byte[] seed) {
    if (seed.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "identity seed: %d bytes (expected: %d)".formatted(seed.length, KEY_BYTES));
    }
    return new Identity(seed);
  }

  /** The 32-byte public key, for others' lists of trusted identities. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The secret seed, to be stored where only the node can read it. */
  public Bytes seed() {
    return seed;
  }

  /** A 64-byte signature. */
  public Bytes sign(byte[] message) {
    try {
      return Bytes.owning(signer.sign(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
    }
  }

  /** Whether {@code signature} is {@code publicKey}'s signature of {@code message}. */
  public static boolean verify(Bytes publicKey, byte[] message, Bytes signature) {
    if (signature.size() != SIGNATURE_BYTES) {
      return false;
    }
    try {
      new Ed25519Verify(publicKey.toByteArray()).verify(signature.toByteArray(), message);
      return true;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
