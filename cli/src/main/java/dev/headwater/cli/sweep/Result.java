package dev.headwater.cli.sweep;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.text.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a run of a sweep ended. */
sealed interface Result {

  /** The run that it is about. */
  Planned run();

  /**
   * It has ended as its settings say.
   *
   * @param config as its folder has it
   */
  record Done(Planned run, Trial trial, Map<String, Object> config) implements Result {}

  /** It gave nothing to compare; {@code sentence} says why. */
  record Failed(Planned run, String sentence) implements Result {}

  /** It was interrupted, and goes on when the sweep is started again. */
  record Interrupted(Planned run) implements Result {}

  /**
   * What a run's folder says; null if the run has not ended, or has no folder.
   *
   * @throws UserDataException if the folder cannot be read, such as that of a newer version
   */
  static @Nullable Result of(Planned run, Path folder) {
    if (!Files.exists(folder.resolve(RunFolder.CONFIG))) {
      return null;
    }
    RecordedRun recorded = RunFolder.open(folder);
    SummaryRecord summary = recorded.summary();
    RunOutcome outcome = summary == null ? RunOutcome.INTERRUPTED : summary.outcome();
    boolean spent = outcome == RunOutcome.BUDGET_SPENT && !recorded.rounds().isEmpty();
    return outcome.complete() || spent
        ? new Done(run, Trial.of(run.setting(), recorded), recorded.config())
        : null;
  }

  /**
   * What a run's folder says after it has run.
   *
   * @param code that it ended with
   */
  static Result after(Planned run, Path folder, int code) {
    Result ended = of(run, folder);
    if (ended != null) {
      return ended;
    }
    if (code == ExitCode.INTERRUPTED.code()) {
      return new Interrupted(run);
    }
    SummaryRecord summary = RunFolder.open(folder).summary();
    return new Failed(
        run,
        summary == null
            ? "the run has left no summary, see %s".formatted(folder)
            : "%s after %s, see %s"
                .formatted(
                    summary.outcome().words(),
                    Quantities.count(summary.rounds(), "round"),
                    folder.resolve(RunFolder.REPORT)));
  }

  /** In a line, for whoever watches. */
  default String line() {
    String label = run().setting().label() + " seed=" + run().seed();
    if (this instanceof Done done) {
      return "%s: accuracy %s after %s, %s"
          .formatted(
              label,
              Quantities.percent(done.trial().accuracy()),
              Quantities.count(done.trial().rounds().size(), "round"),
              Quantities.seconds(done.trial().seconds()));
    }
    return this instanceof Failed failed
        ? "%s failed: %s".formatted(label, failed.sentence())
        : label + ": interrupted";
  }
}
