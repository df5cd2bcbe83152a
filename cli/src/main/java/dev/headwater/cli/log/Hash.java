package dev.headwater.cli.log;

import dev.headwater.files.UserDataException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hashes that people copy from elsewhere. */
final class Hash {
  private Hash() {}

  /**
   * The hash in small letters, null for none.
   *
   * @throws UserDataException if it is cut or is something else: it would be taken for a sign of a
   *     change
   */
  static @Nullable String of(String flag, @Nullable String typed) {
    if (typed == null) {
      return null;
    }
    String hash = typed.strip().toLowerCase(Locale.ROOT);
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new UserDataException(
          "%s: %s (expected: all 64 hex digits of a SHA-256; these are %d characters)"
              .formatted(flag, typed, typed.length()));
    }
    return hash;
  }
}
