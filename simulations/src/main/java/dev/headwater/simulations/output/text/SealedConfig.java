package dev.headwater.simulations.output.text;

import dev.headwater.learning.parameters.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a run's {@code config.yaml}: comments, of which one holds the SHA-256 of the lines
 * below it. A run that goes on with another seed because one bit of the disk has changed would give
 * another result, and nobody would notice.
 */
public final class SealedConfig {
  private static final String SEAL = "# SHA-256 of the lines below: ";
  private static final Pattern SEALED =
      Pattern.compile("(?m)^" + SEAL + "(?<digest>[^\n]*)\n(?<body>(?s:.*))");

  private SealedConfig() {}

  /**
   * {@return the whole text}
   *
   * @param header a comment with its line end
   * @param body YAML with its line end
   */
  public static String of(String header, String body) {
    return header + SEAL + digest(body) + "\n" + body;
  }

  /**
   * {@return whether the lines below the digest are others than were written} Texts of earlier
   * versions, and of people, have no digest and are never changed.
   *
   * @param text of the file
   */
  public static boolean isChanged(String text) {
    Matcher sealed = SEALED.matcher(text);
    return sealed.find() && !sealed.group("digest").equals(digest(sealed.group("body")));
  }

  private static String digest(String body) {
    return Sha256.hex(body.getBytes(StandardCharsets.UTF_8));
  }
}
