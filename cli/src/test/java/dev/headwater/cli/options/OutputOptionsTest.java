package dev.headwater.cli.options;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputOptionsTest {
  @Test
  void aPlaceInWhichNoFolderCanBeMadeIsRefusedBeforeTheLongWork(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("runs"), "a file");
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> OutputOptions.requireRoom(file))
        .withMessage(
            "out: no folder can be made in %s (expected: a folder that may be written, or --out DIR with another one)",
            file);
    assertThatCode(() -> OutputOptions.requireRoom(folder.resolve("new/runs")))
        .doesNotThrowAnyException();
  }
}
