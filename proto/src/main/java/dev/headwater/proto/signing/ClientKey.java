package dev.headwater.proto.signing;

import com.google.protobuf.ByteString;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Submission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;

/**
 * A client's key pair, ECDSA over P-256: the one signature that the JDK, TLS certificates and every
 * browser's WebCrypto have in common.
 */
public final class ClientKey {
  private final KeyPair pair;

  private ClientKey(KeyPair pair) {
    this.pair = pair;
  }

  /** A new key. */
  public static ClientKey fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new ClientKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 is not available in this Java runtime", e);
    }
  }

  /**
   * The key of a stored pair.
   *
   * @throws IllegalArgumentException if it is not ECDSA
   */
  public static ClientKey of(KeyPair pair) {
    if (!(pair.getPrivate() instanceof ECPrivateKey)) {
      throw new IllegalArgumentException(
          "key: of kind %s (expected: ECDSA P-256)".formatted(pair.getPrivate().getAlgorithm()));
    }
    return new ClientKey(pair);
  }

  /** Both halves. */
  public KeyPair pair() {
    return pair;
  }

  /** The public half as it travels: SubjectPublicKeyInfo, DER. */
  public ByteString publicKey() {
    return ByteString.copyFrom(pair.getPublic().getEncoded());
  }

  /** {@code request} with this key and its signature. */
  public JoinRequest sign(JoinRequest request) {
    JoinRequest keyed = request.toBuilder().setKey(publicKey()).clearSignature().build();
    return keyed.toBuilder().setSignature(signature(Statement.of(keyed))).build();
  }

  /** {@code message} with this key's signature; its session may be set later. */
  public Submission sign(Submission message) {
    return message.toBuilder().setSignature(signature(Statement.of(message))).build();
  }

  private ByteString signature(byte[] statement) {
    return ByteString.copyFrom(Ecdsa.sign((ECPrivateKey) pair.getPrivate(), statement));
  }
}
