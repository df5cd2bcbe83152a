package dev.headwater.proto.signing;

import com.google.protobuf.ByteString;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Submission;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * The public half of a {@link ClientKey}.
 *
 * <p>Guarantee: only its holder signs joins and submissions under the name that is bound to it.
 * Adversary: whoever knows the name, the shared token and earlier messages, without the private
 * half.
 *
 * @param encoded SubjectPublicKeyInfo, DER
 */
public record VerifyingKey(ByteString encoded, PublicKey key) {
  private static final int MAX_BYTES = 200;

  /**
   * The key in {@code encoded}.
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
          && key.getParams().getCurve().equals(p256().getCurve())) {
        return new VerifyingKey(ByteString.copyFrom(key.getEncoded()), key);
      }
    } catch (GeneralSecurityException e) {
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

  private static ECParameterSpec p256() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  /** Whether this key signed {@code request}. */
  public boolean signed(JoinRequest request) {
    return verify(Statement.of(request), request.getSignature());
  }

  /** Whether this key signed {@code message}. */
  public boolean signed(Submission message) {
    return verify(Statement.of(message), message.getSignature());
  }

  private boolean verify(byte[] statement, ByteString shown) {
    try {
      Signature signature = Signature.getInstance(ClientKey.ALGORITHM);
      signature.initVerify(key);
      signature.update(statement);
      return signature.verify(shown.toByteArray());
    } catch (GeneralSecurityException e) {
      return false; // not a signature at all
    }
  }
}
