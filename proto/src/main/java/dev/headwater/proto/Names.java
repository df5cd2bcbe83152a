package dev.headwater.proto;

import dev.headwater.learning.parameters.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/** The rules for names of clients and labels. */
public final class Names {
  /** Longest name of a client, in characters. */
  public static final int MAX_CLIENT = 100;

  /** Longest name of a label, in characters. */
  public static final int MAX_LABEL = 200;

  /** Largest number of labels, whose names fit one message. */
  public static final int MAX_LABELS = 10_000;

  private Names() {}

  /**
   * Returns {@code name} if it is valid.
   *
   * @throws IllegalArgumentException if it is empty, too long, or has unprintable characters
   */
  public static String requireClient(String name) {
    return require("client name", name, MAX_CLIENT);
  }

  /**
   * Returns a copy of {@code labels} if they are valid.
   *
   * @throws IllegalArgumentException if there are too many, one appears twice, or one is not a
   *     valid name
   */
  public static List<String> requireLabels(List<String> labels) {
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "labels: %d of them (expected: at most %d)".formatted(labels.size(), MAX_LABELS));
    }
    var seen = new HashSet<String>();
    for (String label : labels) {
      require("label", label, MAX_LABEL);
      if (!seen.add(label)) {
        throw new IllegalArgumentException(
            "labels: %s appears twice (expected: every label once)".formatted(label));
      }
    }
    return List.copyOf(labels);
  }

  /**
   * A name for a file that stands for {@code name}: names are input, so as files' names they must
   * neither collide nor leave their folder. 32 hex digits of its SHA-256.
   */
  public static String asFileName(String name) {
    return Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  private static String require(String what, String name, int longest) {
    int length = name.codePointCount(0, name.length());
    if (name.isBlank() || length > longest || !name.strip().equals(name)) {
      throw new IllegalArgumentException(
          "%s: '%s', %d characters (expected: 1 to %d, no space at either end)"
              .formatted(what, shown(name), length, longest));
    }
    if (!name.codePoints().allMatch(Names::prints)) {
      throw new IllegalArgumentException(
          "%s: '%s' has characters that do not print (expected: letters, digits, signs and spaces)"
              .formatted(what, shown(name)));
    }
    return name;
  }

  private static boolean prints(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** The name made safe for a terminal: at most 40 characters, {@code ?} for unprintable ones. */
  private static String shown(String name) {
    var text = new StringBuilder();
    name.codePoints().limit(40).forEach(c -> text.appendCodePoint(prints(c) ? c : '?'));
    return text.append(text.length() < name.length() ? "..." : "").toString();
  }
}
