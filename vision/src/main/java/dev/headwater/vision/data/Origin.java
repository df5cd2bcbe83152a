package dev.headwater.vision.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What tells, without reading a picture, that its bytes are those of an earlier reading: it came
 * from the same place, and there the file has the same stamp.
 *
 * @param source the data set, such as a folder's real path; a list of digests is kept for each
 * @param name of the picture in it, unique there
 * @param stamp of the file that holds the picture
 * @param asOf when the stamp was taken, before the bytes were read; milliseconds since 1970
 */
public record Origin(String source, String name, Stamp stamp, long asOf) {
  /** File systems keep times as coarsely as this. */
  private static final long COARSEST_MILLIS = 2_000;

  /**
   * The origin of a picture in {@code file}, which is about to be read.
   *
   * @throws IOException if the file is gone or may not be looked at
   */
  public static Origin of(String source, String name, Path file, Clock clock) throws IOException {
    // The time first: a file that is written in between then counts as newer than it is.
    long asOf = clock.millis();
    return new Origin(source, name, Stamp.of(file), asOf);
  }

  /** The origin of another picture in the same file, of the same reading. */
  public Origin of(String other) {
    return new Origin(source, other, stamp, asOf);
  }

  /** The origin of a picture that is generated, the same each time, from what its name says. */
  public static Origin generated(String source, String name) {
    return new Origin(source, name, Stamp.GENERATED, 0);
  }

  /**
   * Whether a later change of the file would give it another stamp. A file that was written less
   * than two seconds before its stamp was taken could be written again within the same tick of the
   * file system's clock; nor does a time in the future say anything.
   */
  public boolean isSettled() {
    return stamp.equals(Stamp.GENERATED) || stamp.newestMillis() <= asOf - COARSEST_MILLIS;
  }
}
