package dev.headwater.pki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node is given, over a channel that is trusted, to enrol with: a secret that the
 * coordinator exchanges for a certificate, and the fingerprint by which the node knows the
 * coordinator. Without the fingerprint anybody could answer the node's first call.
 *
 * @param secret 24 random bytes in base64url
 * @param fingerprint SHA-256 of the root's certificate, 64 hex digits
 */
public record JoinToken(String secret, String fingerprint) {
  private static final String PREFIX = "hw1.";
  private static final int BYTES = 24;
  private static final Pattern TEXT = Pattern.compile("hw1\\.([A-Za-z0-9_-]{32})\\.([0-9a-f]{64})");

  /** A new token for nodes of the root with this fingerprint. */
  static JoinToken fresh(String fingerprint) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new JoinToken(
        Base64.getUrlEncoder().withoutPadding().encodeToString(random), fingerprint);
  }

  /** Whether {@code text} is meant to be a join token, rather than a coordinator's shared token. */
  public static boolean looksLike(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Parses {@code text}.
   *
   * @throws IllegalArgumentException if it is damaged; the message does not repeat it
   */
  public static JoinToken parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "token: damaged, %d characters (expected: the whole line that 'headwater pki issue' printed)"
              .formatted(text.length()));
    }
    return new JoinToken(parts.group(1), parts.group(2));
  }

  /** Names the token where the secret must not stand: 16 hex digits. */
  public String id() {
    return secretHash().substring(0, 16);
  }

  /** SHA-256 of the secret: what the coordinator stores of it, 64 hex digits. */
  String secretHash() {
    return hex(sha256(secret.getBytes(StandardCharsets.US_ASCII)));
  }

  /** SHA-256 of a certificate, 64 hex digits. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return hex(sha256(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("certificate: cannot be encoded", e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available in this Java runtime", e);
    }
  }

  /** The token as it is handed over. */
  public String text() {
    return PREFIX + secret + "." + fingerprint;
  }

  /** Without the secret: tokens must not get into logs. */
  @Override
  public String toString() {
    return "JoinToken[of root " + fingerprint + "]";
  }
}
