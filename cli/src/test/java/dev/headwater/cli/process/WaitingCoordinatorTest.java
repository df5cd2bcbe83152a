package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // a signal there ends a process at once
final class WaitingCoordinatorTest {
  private static final int SIGTERM = 143;

  @Test
  void stoppedBeforeItsFirstRoundItSaysSo(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("run");
    List<String> args = List.of("coordinator", "--listen", "127.0.0.1:0", "--out", out.toString());
    try (LiveProgram program = LiveProgram.start(List.of(), Main.class, args)) {
      program.awaitPort();
      program.terminate();

      assertThat(program.exitCode(30)).isEqualTo(SIGTERM);
      assertThat(program.said())
          .endsWith("Interrupted before the first round: nothing is written.");
    }
    assertThat(out.resolve("config.yaml")).doesNotExist();
  }
}
