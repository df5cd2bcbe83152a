package dev.headwater.simulations.output.state;

import dev.headwater.files.WholeFile;
import dev.headwater.files.disk.AppendedFile;
import dev.headwater.learning.parameters.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code rounds.jsonl} while a run writes it: a line is on disk when {@link #append} returns. The
 * digest of all lines stands in every checkpoint, so that a changed or missing line is noticed.
 */
public final class RoundLines implements AutoCloseable {
  private final Path file;
  private MessageDigest digest = Sha256.digest();
  private String last = "";
  private @Nullable AppendedFile out;

  /**
   * The lines of a run; the file is opened when the first line is added.
   *
   * @param file empty, missing, or replaced by {@link #replace} before the first line
   */
  public RoundLines(Path file) {
    this.file = file;
  }

  /**
   * {@return SHA-256 of lines as they stand in the file, 64 hex digits}
   *
   * @param lines without their line ends
   */
  public static String digestOf(List<String> lines) {
    MessageDigest digest = Sha256.digest();
    lines.forEach(line -> digest.update(bytes(line)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Replaces the file atomically.
   *
   * @param lines all that it holds from now on, without line ends
   * @throws IOException if it cannot be written; the old file then remains
   */
  public synchronized void replace(List<String> lines) throws IOException {
    close();
    String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, ByteBuffer.wrap(all));
    digest = Sha256.digest();
    digest.update(all);
    last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /**
   * Adds a line and forces it to disk.
   *
   * @param line without its line end
   * @throws IOException if it cannot be written; what a full disk took of it is removed again, if
   *     that can be done
   */
  public synchronized void append(String line) throws IOException {
    AppendedFile to = out;
    if (to == null) {
      to = AppendedFile.open(file);
      out = to;
    }
    to.append(line, true);
    digest.update(bytes(line));
    last = line;
  }

  /** {@return the last line without its line end; empty before the first} */
  public synchronized String last() {
    return last;
  }

  /** {@return SHA-256 of all lines, 64 hex digits} */
  public synchronized String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java runtime's SHA-256 cannot be copied", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    AppendedFile open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
