package dev.headwater.learning.parameters;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, the only digest of the project, without the checked exception that no JVM throws. */
public final class Sha256 {
  private Sha256() {}

  /** {@return a new digest without input; it must not be shared between threads} */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "this Java runtime has no SHA-256, which every Java runtime must have", e);
    }
  }

  /**
   * {@return SHA-256 of {@code bytes} as 64 lower-case hex digits}
   *
   * @param bytes the whole input; may be empty
   */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }
}
