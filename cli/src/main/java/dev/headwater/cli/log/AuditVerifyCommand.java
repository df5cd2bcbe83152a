package dev.headwater.cli.log;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    footer = "headwater audit verify runs/latest",
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
    String wanted = Hash.of("head", head);
    AuditFile.Chain chain = AuditFile.read(run);
    // First: it finds every change, and the rest says where to look.
    if (wanted != null && !chain.head().equals(wanted)) {
      throw new UserDataException(
          "audit log: it ends with %s (expected: %s, as --head says; it was changed, cut off, or has gone on since)"
              .formatted(chain.head(), wanted));
    }
    List<RoundRecord> rounds = RunFolder.open(run).rounds();
    requireRoundsOf(chain, rounds);
    for (RoundRecord round : rounds) {
      AuditEvent.Ended ended = chain.ended(round.round());
      if (ended == null) {
        throw new UserDataException(
            "audit log: it ends at line %d, without the end of round %d: cut off (expected: the end of every round in %s)"
                .formatted(chain.events().size(), round.round(), RunFolder.ROUNDS));
      }
      if (!ended.parameters().equals(round.digest())) {
        throw new UserDataException(
            "audit log: round %d ended with %s, and the run's own line says %.16s (expected: the same; one of the files was changed)"
                .formatted(round.round(), ended.parameters().substring(0, 16), round.digest()));
      }
    }
    List<AuditEvent> events = chain.events();
    chain.requireAnswers();
    say(
        "The log is whole: %d lines, %d joins, %d answers, %d rounds. It ends with %s."
            .formatted(
                events.size(),
                count(events, AuditEvent.Joined.class),
                count(events, AuditEvent.Answered.class),
                count(events, AuditEvent.Ended.class),
                chain.head()));
    if (wanted == null) {
      say("A change of its last line shows only with --head, the end that every client was told.");
    }
    return ExitCode.DONE.code();
  }

  private void say(String sentence) {
    Terminal.ofOutput().lines(sentence).forEach(spec.commandLine().getOut()::println);
  }

  /** Rounds that the log ended must stand among the run's own, or somebody took them out. */
  private static void requireRoundsOf(AuditFile.Chain chain, List<RoundRecord> rounds) {
    Set<Integer> own = rounds.stream().map(RoundRecord::round).collect(Collectors.toSet());
    String lacking =
        chain.events().stream()
            .filter(AuditEvent.Ended.class::isInstance)
            .map(event -> ((AuditEvent.Ended) event).round())
            .filter(round -> !own.contains(round))
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    if (!lacking.isEmpty()) {
      throw new UserDataException(
          "audit log: it has the end of round %s, and %s has no readable line of it (expected: a line for each; one of the files was changed, or the run was killed in between: then --resume does that round again)"
              .formatted(lacking, RunFolder.ROUNDS));
    }
  }

  private static long count(List<AuditEvent> events, Class<? extends AuditEvent> kind) {
    return events.stream().filter(kind::isInstance).count();
  }
}
