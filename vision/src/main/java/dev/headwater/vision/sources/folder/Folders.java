package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.ReadableNames;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lists a folder. Links are followed, but never in a circle; pipes and devices are left out. */
public final class Folders {
  private static final int MAX_DEPTH = 32;

  private Folders() {}

  public static Tree open(Path folder) {
    return open(folder, Clock.systemUTC());
  }

  /** Lists a folder; {@code clock} says when a file's stamp was taken. */
  static Tree open(Path folder, Clock clock) {
    String name = PictureSet.nameOf(folder);
    try {
      Listing listing = new Listing(folder, name, "folder " + folder.toRealPath(), clock);
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, listing);
      return new Tree(name, listing.files);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be listed, %s (expected: a readable folder)".formatted(name, e), e);
    }
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final SortedMap<String, Tree.Source> files = new TreeMap<>();
    private final Path root;
    private final String name;
    private final String source;
    private final Clock clock;

    Listing(Path root, String name, String source, Clock clock) {
      this.root = root;
      this.name = name;
      this.source = source;
      this.clock = clock;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      if (isIgnored(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      ReadableNames.requireReadable(folder, name);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      // A link that leads nowhere is listed too: it will be counted as unreadable, by name.
      if (isIgnored(file) || !(attributes.isRegularFile() || attributes.isSymbolicLink())) {
        return FileVisitResult.CONTINUE;
      }
      ReadableNames.requireReadable(file, name);
      String path = relative(file);
      if (files.size() >= Tree.MAX_FILES) {
        throw new UserDataException(
            "%s: more than %d files (expected: a folder of pictures)"
                .formatted(name, Tree.MAX_FILES));
      }
      if (files.put(path, new FolderFile(file, path, source, clock)) != null) {
        throw new UserDataException(
            "%s: two files are called %s in different Unicode spellings (expected: one; rename the other)"
                .formatted(name, path));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      // Nobody may read a file system's own folders, and nobody wants to.
      if (e instanceof FileSystemLoopException || isIgnored(file)) {
        return FileVisitResult.CONTINUE;
      }
      throw new UserDataException(
          "%s: %s cannot be read, %s (expected: read permission for every folder)"
              .formatted(name, relative(file), e.getClass().getSimpleName()),
          e);
    }

    /** In composed form: macOS hands out decomposed names, and the order must not depend on it. */
    private String relative(Path file) {
      StringBuilder path = new StringBuilder();
      for (Path segment : root.relativize(file)) {
        path.append(path.isEmpty() ? "" : "/").append(segment);
      }
      return Alike.composed(path.toString());
    }

    private static boolean isIgnored(Path path) {
      Path last = path.getFileName();
      return last != null && Tree.isIgnored(last.toString());
    }
  }
}
