package dev.headwater.files.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a disk is sure to hold, which is less than what a file system shows: contents as they were
 * last forced, under the names that were last forced. Files that were there at the beginning are.
 */
final class ForcedFiles {
  /** A file, whatever its names. */
  private static final class Content {
    byte[] forced = {};
  }

  private final Map<Path, Content> shown = new HashMap<>();
  private final Map<Path, Content> sure = new HashMap<>();

  private ForcedFiles() {}

  static ForcedFiles in(Path folder) {
    ForcedFiles files = new ForcedFiles();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.content(file).forced = Files.readAllBytes(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sure.putAll(files.shown);
    return files;
  }

  private Content content(Path file) {
    return shown.computeIfAbsent(file.toAbsolutePath(), any -> new Content());
  }

  /** A step that is taken now. */
  void taken(Step step) {
    Path file = step.file().toAbsolutePath();
    if (step instanceof Step.Create) {
      shown.put(file, new Content());
    } else if (step instanceof Step.Write) {
      content(file);
    } else if (step instanceof Step.Sync) {
      try {
        content(file).forced = Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (step instanceof Step.Rename rename) {
      Content moved = content(rename.from());
      shown.remove(rename.from().toAbsolutePath());
      shown.put(file, moved);
    } else if (step instanceof Step.Link link) {
      if (!Files.exists(file)) {
        shown.put(file, content(link.from()));
      }
    } else if (step instanceof Step.Delete) {
      shown.remove(file);
    } else if (step instanceof Step.SyncFolder) {
      sure.keySet().removeIf(name -> file.equals(name.getParent()));
      shown.forEach(
          (name, content) -> {
            if (file.equals(name.getParent())) {
              sure.put(name, content);
            }
          });
    }
  }

  /** Makes the file system show what the disk holds. Never in place: files may be mapped. */
  void restore() throws IOException {
    Set<Path> all = new HashSet<>(shown.keySet());
    all.addAll(sure.keySet());
    for (Path file : List.copyOf(all)) {
      Files.deleteIfExists(file);
      Content content = sure.get(file);
      if (content != null) {
        Files.write(file, content.forced);
      }
    }
  }
}
