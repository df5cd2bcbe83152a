package dev.headwater.cli.identity;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A node's Ed25519 identity on disk: its 32-byte seed as 64 hex digits on one line. Anybody who can
 * read the file can impersonate the node, so only its owner may read it, and no message shows its
 * content.
 */
public final class IdentityFile {
  private static final Pattern SEED = Pattern.compile("[0-9a-fA-F]{64}\\R?");
  private static final int LONGEST = 2 * Identity.KEY_BYTES + 2;

  private IdentityFile() {}

  /**
   * The identity in {@code file}, which is created with a new one if it does not exist.
   *
   * @throws UserDataException if it is damaged, or cannot be read or created
   */
  public static Identity open(Path file) {
    try {
      // A dangling link is probably a mistake: a new identity would hide it.
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        String line = hex(Identity.fresh().seed()) + "\n";
        WholeFile.createSecret(file, ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      }
      return read(file); // the content of the file, even if another process was faster
    } catch (IOException e) {
      throw new UserDataException(
          "identity: %s cannot be read or made: %s (expected: a file that this user owns, or a folder to make it in)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  private static Identity read(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LONGEST + 1);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (!SEED.matcher(text).matches()) {
      throw new UserDataException(
          "identity: %s is damaged (expected: one line of 64 hex digits; bring it back from a copy, or move it away for a new identity, which others must then enrol)"
              .formatted(file));
    }
    return Identity.fromSeed(HexFormat.of().parseHex(text.strip()));
  }

  /** Lower-case hex digits, as {@link EnrolledFile} reads them. */
  public static String hex(Bytes key) {
    return HexFormat.of().formatHex(key.toByteArray());
  }
}
