package dev.headwater.vision.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One file that holds many pictures and is opened once: all of them come from the file as it was
 * then, whatever stands at its path later.
 */
public final class StampedFile {
  private final Path file;
  private final @Nullable Origin opened;

  private StampedFile(Path file, @Nullable Origin opened) {
    this.file = file;
    this.opened = opened;
  }

  /**
   * A file that is about to be opened.
   *
   * @param kind such as {@code zip}; two kinds of one file are two data sets
   */
  public static StampedFile of(String kind, Path file, Clock clock) {
    try {
      return new StampedFile(file, Origin.of(kind + " " + file.toRealPath(), "", file, clock));
    } catch (IOException e) {
      return new StampedFile(file, null); // opening it says why
    }
  }

  /**
   * The origin of one picture in it, null once the file has changed.
   *
   * @param name unique in it
   * @throws IOException if the file is gone or may not be looked at
   */
  public @Nullable Origin origin(String name) throws IOException {
    return opened == null || !Stamp.of(file).equals(opened.stamp()) ? null : opened.of(name);
  }
}
