package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files below one root, a folder or a zip, by their path with {@code /} between folders. Sorted by
 * the path's UTF-16 units, hence in the same order on every file system.
 *
 * @param name the root's own name, for messages
 * @param files hidden files and operating systems' litter are not among them
 */
record Tree(String name, SortedMap<String, Source> files) {
  /** Longer files are not read. */
  static final int MAX_FILE_BYTES = 256 << 20;

  /** A root with more files is refused. */
  static final int MAX_FILES = 5_000_000;

  /**
   * What Windows, macOS, Linux, Synology and QNAP leave in folders of people; hidden names besides.
   */
  private static final Set<String> LITTER =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "$recycle.bin",
          "recycler",
          "recycled",
          "system volume information",
          "found.000",
          "__macosx",
          "icon\r",
          "network trash folder",
          "temporary items",
          "lost+found",
          "@eadir",
          "#recycle",
          "#snapshot",
          "@recycle",
          "@recently-snapshot",
          "@tmp");

  /** What Windows notes about a download, where a copy made a file of it. */
  private static final String ORIGIN = ":zone.identifier";

  /** One file's bytes, read when wanted, possibly from several threads. */
  interface Source {
    byte[] read() throws IOException;

    /** As {@link dev.headwater.vision.data.Picture.Content#origin()}. */
    default @Nullable Origin origin() throws IOException {
      return null;
    }
  }

  Tree {
    files = Collections.unmodifiableSortedMap(files);
  }

  /** Hidden or litter: one path segment, not a path. */
  static boolean isIgnored(String segment) {
    String name = segment.toLowerCase(Locale.ROOT);
    return name.startsWith(".") || LITTER.contains(name) || name.endsWith(ORIGIN);
  }

  /** The names of the folders directly below the root. */
  Set<String> folders() {
    Set<String> folders = new TreeSet<>();
    for (String file : files.keySet()) {
      int slash = file.indexOf('/');
      if (slash > 0) {
        folders.add(file.substring(0, slash));
      }
    }
    return folders;
  }

  /** The tree below one folder; {@code folder} may be a path. */
  Tree below(String folder) {
    String prefix = folder + "/";
    SortedMap<String, Source> below = new TreeMap<>();
    // '0' follows '/': the half-open range holds exactly the paths with this prefix.
    files
        .subMap(prefix, folder + "0")
        .forEach((path, source) -> below.put(path.substring(prefix.length()), source));
    return new Tree(name, below);
  }

  /** A text file of the tree, null if there is none of that path. */
  @Nullable String text(String path) {
    Source source = files.get(path);
    if (source == null) {
      return null;
    }
    try {
      return TextFile.decode(source.read(), name + "/" + path);
    } catch (IOException e) {
      throw new UserDataException(
          "%s/%s: cannot be read, %s (expected: a readable text file)"
              .formatted(name, path, e.getMessage()),
          e);
    }
  }

  /** Reads a stream that should end after {@code length} bytes, and refuses a longer one. */
  static byte[] readExactly(InputStream in, long length, String what) throws IOException {
    if (length > MAX_FILE_BYTES) {
      throw new UserDataException(
          "%s: %d bytes (expected: a picture of at most %d)"
              .formatted(what, length, MAX_FILE_BYTES));
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length || in.read() >= 0) {
      throw new UserDataException(
          "%s: its length is not the %d bytes that are declared (expected: an intact file; copy or pack it again)"
              .formatted(what, length));
    }
    return bytes;
  }
}
