package dev.headwater.pki.folders;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Two folders that do not exist yet: the coordinator's, and that of the root's key. */
public final class NewFolders {
  private NewFolders() {}

  /**
   * Refuses folders that exist, or that could not be parted.
   *
   * @throws UserDataException if either exists, or one is in the other
   */
  public static void require(Path folder, Path rootFolder) {
    requireNew("pki", folder);
    requireNew("root", rootFolder);
    requireApart(folder, rootFolder);
  }

  private static void requireNew(String what, Path one) {
    if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserDataException(
          "%s: %s exists (expected: a new folder; nodes that know the earlier root would not know another)"
              .formatted(what, one));
    }
  }

  /** The root's key is to be carried away: not with the coordinator's folder around or in it. */
  private static void requireApart(Path folder, Path rootFolder) {
    Path pki = folder.toAbsolutePath().normalize();
    Path root = rootFolder.toAbsolutePath().normalize();
    if (root.startsWith(pki) || pki.startsWith(root)) {
      throw new UserDataException(
          "root: %s and pki: %s are one folder, or one is in the other (expected: two folders side by side; the root is kept offline, and the coordinator holds the other)"
              .formatted(rootFolder, folder));
    }
  }

  /** Removes what was made. */
  public static void remove(Path made) {
    try (Stream<Path> all = Files.walk(made)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      return; // it was not made, or cannot be deleted: then the next attempt names it
    }
  }
}
