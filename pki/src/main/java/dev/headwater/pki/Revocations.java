package dev.headwater.pki;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names whose certificates and tokens of before an instant are void: lines of an instant and a
 * name. The file is read again whenever it has changed, so a running coordinator learns of a
 * revocation with the next call.
 */
public final class Revocations {
  private final Path file;
  private Map<String, Instant> known = Map.of();
  private @Nullable Object version;

  Revocations(Path file) {
    this.file = file;
  }

  /**
   * Since when {@code name} is revoked, or null.
   *
   * @throws UserDataException if the file exists and cannot be read: nobody is let in then
   */
  public @Nullable Instant of(String name) {
    return all().get(name);
  }

  /** Everybody who is revoked. */
  public synchronized Map<String, Instant> all() {
    try {
      Object now =
          Files.exists(file)
              ? Files.getLastModifiedTime(file) + " " + Files.size(file) + " " + key()
              : null;
      if (now == null) {
        known = Map.of();
      } else if (!now.equals(version)) {
        known = read();
      }
      version = now;
      return known;
    } catch (IOException e) {
      throw new UserDataException(
          "revoked: %s cannot be read: %s (expected: the file that 'headwater pki revoke' writes)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  /**
   * Whole-file writes replace the file, so its identity tells two changes within one tick apart.
   */
  private @Nullable Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private Map<String, Instant> read() throws IOException {
    Map<String, Instant> all = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          int space = line.indexOf(' ');
          all.put(line.substring(space + 1), Instant.parse(line.substring(0, Math.max(0, space))));
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (DateTimeException e) {
      throw new UserDataException(
          "revoked: %s is damaged (expected: lines of an instant and a name)".formatted(file), e);
    }
    return all;
  }

  /** Whether something of {@code name} that was made at {@code issued} is void. */
  public boolean covers(String name, Instant issued) {
    Instant since = of(name);
    return since != null && !issued.isAfter(since);
  }

  synchronized void add(String name, Instant now) throws IOException {
    Map<String, Instant> all = new TreeMap<>(all());
    all.put(name, now);
    StringBuilder text = new StringBuilder();
    all.forEach((one, since) -> text.append(since).append(' ').append(one).append('\n'));
    WholeFile.write(file, text.toString());
  }
}
