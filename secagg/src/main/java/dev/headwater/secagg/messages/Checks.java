package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Checks shared by all messages. */
final class Checks {
  /** Names enter key derivation with a 16-bit length; this limit is ample. */
  private static final int MAX_NAME_BYTES = 255;

  private Checks() {}

  static void header(String runId, int round) {
    name("run id", runId);
    if (round < 0) {
      throw new IllegalArgumentException("round: " + round + " (expected: 0 or more)");
    }
  }

  static void name(String what, String name) {
    int bytes = utf8(name);
    if (bytes == 0 || bytes > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "%s: %d bytes of UTF-8 (expected: 1 to %d)".formatted(what, bytes, MAX_NAME_BYTES));
    }
  }

  static void size(String what, Bytes bytes, int expected) {
    if (bytes.size() != expected) {
      throw new IllegalArgumentException(
          "%s: %d bytes (expected: %d)".formatted(what, bytes.size(), expected));
    }
  }

  static void signature(Bytes signature) {
    if (!signature.isEmpty()) {
      size("signature", signature, Advertisement.SIGNATURE_BYTES);
    }
  }

  static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static int utf8(Collection<String> texts) {
    return texts.stream().mapToInt(Checks::utf8).sum();
  }

  static int headerBytes(Message message) {
    return utf8(message.runId()) + Integer.BYTES;
  }
}
