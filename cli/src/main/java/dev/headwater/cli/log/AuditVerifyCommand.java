package dev.headwater.cli.log;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code headwater audit verify}: every line follows from the one before, every sum from its
 * answers.
 */
@Command(
    name = "verify",
    description =
        "Checks every line of a run's log, its sums against the accepted answers, and its rounds against the run's.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--head",
      paramLabel = "HEX",
      description = "What the log ended with, as clients were told it at the end of the run.")
  @Nullable String head;

  @Override
  public Integer call() {
    AuditFile.Chain chain = AuditFile.read(run);
    for (RoundRecord round : RunFolder.open(run).rounds()) {
      AuditEvent.Ended ended = chain.ended(round.round());
      if (ended == null || !ended.parameters().equals(round.digest())) {
        throw new UserDataException(
            "audit log: round %d ended with %s, and the run's own line says %.16s (expected: the same; one of the files was changed)"
                .formatted(
                    round.round(),
                    ended == null ? "nothing" : ended.parameters().substring(0, 16),
                    round.digest()));
      }
    }
    chain.requireAnswers();
    if (head != null && !chain.head().equals(head)) {
      throw new UserDataException(
          "audit log: it ends with %s (expected: %s, as --head says; it was changed, cut off, or has gone on since)"
              .formatted(chain.head(), head));
    }
    List<AuditEvent> events = chain.events();
    spec.commandLine()
        .getOut()
        .printf(
            "The log is whole: %d lines, %d joins, %d answers, %d rounds. It ends with %s.%n",
            events.size(),
            count(events, AuditEvent.Joined.class),
            count(events, AuditEvent.Answered.class),
            count(events, AuditEvent.Ended.class),
            chain.head());
    return ExitCode.DONE.code();
  }

  private static long count(List<AuditEvent> events, Class<? extends AuditEvent> kind) {
    return events.stream().filter(kind::isInstance).count();
  }
}
