package dev.headwater.simulations.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A file of the run folder.
 *
 * @param name relative to the folder
 * @param bytes its size
 * @param purpose its purpose, in words; empty for files not written by Headwater
 */
public record RunFile(String name, long bytes, String purpose) {

  /** A folder with all of its files together. */
  static RunFile ofFolder(Path folder, String purpose) throws IOException {
    long bytes = 0;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path path : entries.toList()) {
        bytes += Files.size(path);
      }
    }
    return new RunFile(String.valueOf(folder.getFileName()), bytes, purpose);
  }
}
