package dev.headwater.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** An interrupted thread cannot read on, and nothing is wrong with the file. */
class InterruptedReadingTest {
  private final StringWriter said = new StringWriter();

  @Test
  void interruptWhileAFileIsReadIsNotTheFilesFault() {
    assertThat(run(new ClosedByInterruptException())).isEqualTo(130);
    assertThat(said.toString()).isEmpty();
  }

  @Test
  void otherFailuresOfReadingAreTold() {
    assertThat(run(new IOException("input/output error"))).isEqualTo(2);
    assertThat(said.toString()).isEqualTo("headwater: x.png: cannot be read\n");
  }

  private int run(IOException cause) {
    CommandLine cli = CommandLines.create();
    cli.addSubcommand("read", new Reading(cause));
    cli.setExecutionExceptionHandler(
        requireNonNull(cli.getSubcommands().get("simulate")).getExecutionExceptionHandler());
    cli.setErr(new PrintWriter(said, true));
    return CommandLines.run(cli, "read");
  }

  @Command(name = "read")
  private record Reading(IOException cause) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new UserDataException("x.png: cannot be read", cause);
    }
  }
}
