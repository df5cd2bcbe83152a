package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * What tells the folder where a promised run began from a copy of it: {@code place.json}. Two
 * copies of a ledger would each spend what is left of one budget, and the clients would pay twice.
 *
 * @param id of the run; a copy has its original's
 * @param folder what the file system calls the folder: it survives a new name, and no copy has it
 */
@JsonPropertyOrder({StateFormat.KEY, "id", "folder"})
public record FolderPlace(String id, String folder) {
  /** Its name in the run folder. */
  public static final String NAME = "place.json";

  /** {@return the format of this object, see {@link StateFormat}} */
  @JsonProperty(StateFormat.KEY)
  public int format() {
    return StateFormat.CURRENT;
  }

  /**
   * Writes the place of a new run.
   *
   * @param runFolder which exists
   * @throws UncheckedIOException if it cannot be written
   */
  public static void begin(Path runFolder) {
    write(runFolder, UUID.randomUUID().toString());
  }

  /**
   * Makes a copy the original: whoever says so promises that the other one is never resumed.
   *
   * @param runFolder the copy
   * @throws UncheckedIOException if it cannot be written
   */
  public static void adopt(Path runFolder) {
    FolderPlace place = read(runFolder);
    write(runFolder, place.id());
  }

  /**
   * Refuses a folder in which the run did not begin.
   *
   * @param runFolder of a promised run
   * @throws UserDataException if it is a copy, or does not say where the run began
   */
  public static void require(Path runFolder) {
    FolderPlace place = read(runFolder);
    if (!place.folder().equals(key(runFolder))) {
      throw new UserDataException(
          "resume: %s is a copy of the folder in which run %s began (expected: the original; both would spend the same budget. If the original is gone, or is never resumed again, say --adopt)"
              .formatted(runFolder, place.id()));
    }
  }

  private static FolderPlace read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    try {
      return Json.read(Files.readString(file), FolderPlace.class);
    } catch (IOException e) {
      throw new UserDataException(
          "resume: %s cannot be read: %s (expected: as the run wrote it; without it nobody knows whether this folder is a copy)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  private static void write(Path runFolder, String id) {
    try {
      WholeFile.write(
          runFolder.resolve(NAME), Json.pretty(new FolderPlace(id, key(runFolder))) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
              .formatted(runFolder.resolve(NAME), FileTrouble.words(e)),
          e);
    }
  }

  /** The inode, where there is one; else the time at which the folder was made. */
  private static String key(Path runFolder) {
    try {
      try {
        return "inode " + Files.getAttribute(runFolder, "unix:ino");
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        return "made "
            + Files.readAttributes(runFolder, BasicFileAttributes.class).creationTime().toMillis();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder: %s cannot be read: %s".formatted(runFolder, FileTrouble.words(e)), e);
    }
  }
}
