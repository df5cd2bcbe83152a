package dev.headwater.proto.signing;

import com.google.protobuf.ByteString;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Submission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a {@link ClientKey}.
 *
 * <p>Guarantee: only its holder signs joins and submissions under the name that is bound to it.
 * Adversary: whoever knows the name, the shared token and earlier messages, without the private
 * half.
 */
public final class VerifyingKey {
  private static final int MAX_BYTES = 200;

  private final ByteString encoded;
  private final PublicKey key;
  private final ECPublicKeyParameters parameters;

  private VerifyingKey(ECPublicKey key) {
    this.encoded = ByteString.copyFrom(key.getEncoded());
    this.key = key;
    this.parameters = Ecdsa.parameters(key);
  }

  /**
   * The key in {@code encoded}, SubjectPublicKeyInfo in DER.
   *
   * @throws IllegalArgumentException if it is none, or not on P-256
   */
  public static VerifyingKey of(ByteString encoded) {
    try {
      if (!encoded.isEmpty()
          && encoded.size() <= MAX_BYTES
          && KeyFactory.getInstance("EC")
                  .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()))
              instanceof ECPublicKey key
          && Ecdsa.isOnP256(key)) {
        return new VerifyingKey(key);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(unusable(encoded), e);
    }
    throw new IllegalArgumentException(unusable(encoded));
  }

  private static String unusable(ByteString encoded) {
    return encoded.isEmpty()
        ? "key: none (expected: the client's key, ECDSA P-256; use the coordinator's version of Headwater)"
        : "key: %d bytes that are no key (expected: ECDSA P-256, SubjectPublicKeyInfo)"
            .formatted(encoded.size());
  }

  /** The key for others of the JDK's classes. */
  public PublicKey key() {
    return key;
  }

  /** Whether this key signed {@code request}. */
  public boolean signed(JoinRequest request) {
    return Ecdsa.verify(parameters, Statement.of(request), request.getSignature().toByteArray());
  }

  /** Whether this key signed {@code message}. */
  public boolean signed(Submission message) {
    return Ecdsa.verify(parameters, Statement.of(message), message.getSignature().toByteArray());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifyingKey that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }
}
