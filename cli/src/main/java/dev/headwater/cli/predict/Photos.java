package dev.headwater.cli.predict;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The photographs that a person names: files as they are, folders with all that is below. */
final class Photos {
  private Photos() {}

  /**
   * The files, those of each folder by name; a folder's hidden files and folders are left out, and
   * links to other folders are not followed.
   *
   * @throws UserDataException if there are none, or a folder cannot be listed
   */
  static List<Path> in(List<Path> given) {
    List<Path> files = new ArrayList<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path));
      } else {
        files.add(path);
      }
    }
    if (files.isEmpty()) {
      throw new UserDataException(
          "no photographs in %s (expected: .jpg, .png, .gif or .bmp files)".formatted(given));
    }
    return files;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      return inside
          .filter(path -> looksLikeAPhoto(path) && !isHidden(folder.relativize(path)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw unlisted(folder, cause == null ? new IOException(e) : cause);
    } catch (IOException e) {
      throw unlisted(folder, e);
    }
  }

  private static UserDataException unlisted(Path folder, IOException e) {
    return new UserDataException(
        "%s: cannot be listed: %s (expected: folders that this user may read)"
            .formatted(folder, FileTrouble.words(e)),
        e);
  }

  private static boolean isHidden(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(part -> part.toString().startsWith("."));
  }

  private static boolean looksLikeAPhoto(Path path) {
    return Files.isRegularFile(path)
        && path.getFileName().toString().matches("(?i).+\\.(jpe?g|png|gif|bmp)");
  }
}
