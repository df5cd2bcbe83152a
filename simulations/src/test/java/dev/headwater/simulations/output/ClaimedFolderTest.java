package dev.headwater.simulations.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.state.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run folders before their run begins, and after it was killed. */
final class ClaimedFolderTest {
  private final Path temporary;

  ClaimedFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void halfAFileOfAKilledProcessIsRemovedWhenTheRunGoesOn() throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    folder.start(new RunHistory(new SampleRun(3, 2, 2).facts(), SampleRun.CLOCK).details());
    folder.close();
    Path half =
        Files.writeString(
            folder.file(".summary.json.123e4567-e89b-12d3-a456-426614174000.tmp"), "{\"ty");
    Path own = Files.writeString(folder.file(".mine.tmp"), "x");
    RunFolder.resume(RunFolder.open(folder.dir()), 2, FolderLock.take(folder.dir())).close();
    assertThat(half).doesNotExist();
    assertThat(own).exists();
  }

  @Test
  void folderOfARunThatNeverBeganIsGoneAgain() {
    Path out = temporary.resolve("a/b");
    FolderLock claimed = RunFolder.claim(out);
    assertThatThrownBy(() -> RunFolder.claim(out))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("another process runs in " + out);
    claimed.close();
    claimed.close();
    assertThat(out).doesNotExist();

    RunFolder begun = RunFolder.create(RunFolder.claim(out));
    begun.write("report.html", "x");
    begun.close();
    assertThat(out.resolve("report.html")).exists();
  }

  @Test
  void lockThatACrashLeftMakesNoFolderUnusable() throws IOException {
    Path out = Files.createDirectory(temporary.resolve("out"));
    Files.createFile(out.resolve(FolderLock.NAME));
    RunFolder.create(out).close();
    assertThat(out).exists();
  }
}
