package dev.headwater.cli.identity;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.Names;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of enrolled nodes and their public keys: lines of a name and 64 hex digits, and comments
 * that begin with {@code #}. It must be obtained independently of the coordinator.
 */
public final class EnrolledFile {
  private static final Pattern LINE =
      Pattern.compile("(\\S.*?)\\s+([0-9a-fA-F]{64})(?:\\s+#.*|\\s*)");

  private EnrolledFile() {}

  /**
   * The public keys by node name.
   *
   * @throws UserDataException if the file cannot be read, names no node, has an invalid line, or
   *     contains a name or a key twice: one node counted as two would be its own neighbour
   */
  public static Map<String, Bytes> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UserDataException(
          "enrolled: %s cannot be read: %s (expected: a text file, a line a node: NAME PUBLICKEY)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
    Map<String, Bytes> keys = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String mistake = add(keys, line);
        if (mistake != null) {
          throw new UserDataException("enrolled: %s line %d: %s".formatted(file, i + 1, mistake));
        }
      }
    }
    if (keys.isEmpty()) {
      throw new UserDataException(
          "enrolled: %s names nobody (expected: a line a node: NAME PUBLICKEY, as 'client --identity' shows it)"
              .formatted(file));
    }
    return keys;
  }

  /** What is wrong with the line, or null. */
  private static @Nullable String add(Map<String, Bytes> keys, String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return "not a name and a public key (expected: NAME and %d hex digits)"
          .formatted(2 * Identity.KEY_BYTES);
    }
    String name = parts.group(1);
    try {
      Names.requireClient(name);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    Bytes key = Bytes.owning(HexFormat.of().parseHex(parts.group(2)));
    if (keys.containsKey(name)) {
      return "%s stands there twice (expected: one line a node)".formatted(name);
    }
    if (keys.containsValue(key)) {
      return "the key of %s is another node's too (expected: a key of its own)".formatted(name);
    }
    keys.put(name, key);
    return null;
  }
}
