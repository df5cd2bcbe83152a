package dev.headwater.simulations.output.manifest;

import dev.headwater.learning.parameters.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was.
 *
 * @param bytes its size
 * @param sha256 of its bytes, 64 hex digits
 */
public record FileStamp(long bytes, String sha256) {
  private static final int BUFFER = 1 << 16;

  static FileStamp of(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
    }
    return new FileStamp(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** What is wrong with a file that should be this one, as a sentence; null if nothing is. */
  @Nullable String problemOf(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "it is missing";
    }
    FileStamp now = of(file);
    if (now.bytes != bytes) {
      return "it has %d bytes (expected: %d)".formatted(now.bytes, bytes);
    }
    return now.sha256.equals(sha256)
        ? null
        : "its SHA-256 is %.16s (expected: %.16s)".formatted(now.sha256, sha256);
  }
}
