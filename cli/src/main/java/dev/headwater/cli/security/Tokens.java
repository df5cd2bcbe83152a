package dev.headwater.cli.security;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens come from: a file, the environment, or a flag, which every user of the machine can
 * read in its list of processes.
 */
final class Tokens {
  private static final String VARIABLE = "HEADWATER_TOKEN";

  private Tokens() {}

  /** The token of the flag, of the file's one line, or of the environment; null for none. */
  static @Nullable String one(@Nullable String flag, @Nullable Path file) {
    if (flag != null && file != null) {
      throw new UserDataException("token: beside --token-file (expected: one of them)");
    }
    if (file != null) {
      List<String> lines = lines(file);
      if (lines.size() != 1) {
        throw new UserDataException(
            "token-file: %s holds %d lines (expected: one, the token)"
                .formatted(file, lines.size()));
      }
      return lines.get(0);
    }
    return flag != null ? flag : environment();
  }

  static @Nullable String environment() {
    String value = System.getenv(VARIABLE);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Lines of a role and a token; a token alone is for clients. */
  static Map<String, Role> roles(Path file) {
    Map<String, Role> tokens = new HashMap<>();
    for (String line : lines(file)) {
      int space = line.indexOf(' ');
      Optional<Role> named = space < 0 ? Optional.empty() : Role.of(line.substring(0, space));
      String token = named.isPresent() ? line.substring(space + 1).strip() : line;
      if (tokens.put(token, named.orElse(Role.CLIENT)) != null) {
        throw new UserDataException(
            "token-file: %s holds a token twice (expected: one of its own for each role)"
                .formatted(file));
      }
    }
    if (tokens.isEmpty()) {
      throw new UserDataException(
          "token-file: %s holds none (expected: lines such as 'client SECRET', 'watcher SECRET' or 'operator SECRET')"
              .formatted(file));
    }
    return tokens;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UserDataException(
          "token-file: %s cannot be read: %s (expected: a readable text file)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
