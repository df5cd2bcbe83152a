package dev.headwater.cli.log;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.audit.RoundProof;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.text.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater audit prove}: that a client's answer is, or is not, in the sum of a round. */
@Command(
    name = "prove",
    description =
        "Prints a proof that a client's answer is, or is not, in a round; it names at most two other clients.",
    footer = "headwater audit prove runs/latest --round 3 --client ann > proof.json",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditProveCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--round",
      required = true,
      paramLabel = "N",
      description = "Number of the round, from 1.")
  int round;

  @Option(
      names = "--client",
      required = true,
      paramLabel = "NAME",
      description = "The client whose answer it is.")
  String client = "";

  @Override
  public Integer call() {
    AuditEvent.Ended ended = AuditFile.read(run).ended(round);
    if (ended == null) {
      throw new UserDataException(
          "round: %d has not ended in %s (expected: one of its rounds)".formatted(round, run));
    }
    spec.commandLine().getOut().print(Json.pretty(RoundProof.of(ended, client)));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.code();
  }
}
