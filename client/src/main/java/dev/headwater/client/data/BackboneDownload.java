package dev.headwater.client.data;

import java.io.IOException;
import java.nio.file.Path;

/** Fetches the run's backbone file from the coordinator. */
@FunctionalInterface
public interface BackboneDownload {

  /**
   * Writes the file to {@code target} atomically: to a temporary file in the same folder, checked
   * against the SHA-256 that the coordinator announced, then renamed. Blocks.
   *
   * @throws IOException if it cannot be fetched or written
   */
  void to(Path target) throws IOException;
}
