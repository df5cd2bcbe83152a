package dev.headwater.vision.sources.folder;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * One file of a folder.
 *
 * @param path below the folder, with {@code /} between folders
 * @param source the folder, see {@link Origin}
 */
record FolderFile(Path file, String path, String source, Clock clock) implements Tree.Source {

  @Override
  public byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Tree.readExactly(in, Files.size(file), path);
    } catch (NoSuchFileException e) {
      throw new UserDataException(path + ": is gone (expected: files stay during a run)", e);
    }
  }

  @Override
  public Origin origin() throws IOException {
    return Origin.of(source, path, file, clock);
  }
}
