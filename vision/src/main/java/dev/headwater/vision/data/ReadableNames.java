package dev.headwater.vision.data;

import dev.headwater.files.UserDataException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * ReadableNames of files that Java could not read. Java decodes names by the locale, and puts
 * U+FFFD for what it cannot decode: under {@code LC_ALL=POSIX} all names of three bytes beyond
 * ASCII are the same, so that two classes would become one. Such names are refused.
 */
public final class ReadableNames {
  private static final char LOST = '\ufffd';

  private ReadableNames() {}

  /**
   * Passes a path whose name was read whole.
   *
   * @param root where the path lies, for the message
   * @throws UserDataException if it was not; shows its bytes in hexadecimal, as URIs do
   */
  public static void requireReadable(Path path, String root) {
    String name = String.valueOf(path.getFileName());
    if (isLost(name)) {
      String bytes = path.toUri().getRawPath().replaceFirst("/$", "");
      throw new UserDataException(
          "%s: the name %s cannot be read in this locale, whose encoding is %s (expected: names in that encoding; %s)"
              .formatted(root, bytes.substring(bytes.lastIndexOf('/') + 1), encoding(), advice()));
    }
  }

  /** Whether text has lost a character to some decoding. */
  public static boolean isLost(String text) {
    return text.indexOf(LOST) >= 0;
  }

  /**
   * A name as a path, to be written to disk.
   *
   * @throws UserDataException if this locale has no bytes for it
   */
  public static Path writable(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserDataException(
          "%s: this locale, whose encoding is %s, has no such file name (expected: names in that encoding; %s)"
              .formatted(name, encoding(), advice()),
          e);
    }
  }

  /** What to do about a name that this locale cannot express. */
  public static String advice() {
    return encoding().equals("UTF-8") ? "rename it" : "set LC_ALL=C.UTF-8 and start again";
  }

  /** How this process decodes and encodes the names of files. */
  static String encoding() {
    return System.getProperty("sun.jnu.encoding", "unknown");
  }
}
