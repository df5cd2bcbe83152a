package dev.headwater.vision.digests;

import dev.headwater.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A folder whose files only this user wrote. Caches may lie where others write too, and whoever
 * could write a manifest could have one picture taken for another.
 */
final class OwnFolder {
  private final Path folder;
  private final UserPrincipal user;

  private OwnFolder(Path folder, UserPrincipal user) {
    this.folder = folder;
    this.user = user;
  }

  /**
   * Opens a folder, and makes it where it is missing.
   *
   * @throws IOException if it cannot be made or written, or others can write there
   */
  static OwnFolder open(Path folder) throws IOException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    WholeFile.makeSecretFolder(folder);
    // Who we are on this file system: networks map users, and not every user has a name.
    Path probe = Files.createTempFile(folder, ".owner", ".tmp");
    UserPrincipal user;
    try {
      user = Files.getOwner(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
    OwnFolder own = new OwnFolder(folder, user);
    own.requireOwn(folder);
    return own;
  }

  /** The path of a file in it, whether it exists or not. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Passes what this user owns and nobody else can write to.
   *
   * @throws IOException if that is not so; says why
   */
  void requireOwn(Path file) throws IOException {
    UserPrincipal owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(user)) {
      throw new IOException("it belongs to %s, not to %s".formatted(owner, user));
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> allowed = view.readAttributes().permissions();
    if (Files.isSymbolicLink(file)
        || allowed.contains(PosixFilePermission.GROUP_WRITE)
        || allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException("others can write to it");
    }
  }
}
