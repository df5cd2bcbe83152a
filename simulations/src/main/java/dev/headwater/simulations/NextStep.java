package dev.headwater.simulations;

import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.text.Launcher;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command that a person most likely wants after a run. */
final class NextStep {
  /** What no shell takes for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=,-]+");

  private NextStep() {}

  /**
   * A command as it is typed; null if there is nothing to go on with.
   *
   * @param folder of the run
   * @param learned whether the run has written a model
   */
  static @Nullable String after(RunOutcome outcome, RunFacts facts, Path folder, boolean learned) {
    if (outcome == RunOutcome.INTERRUPTED || outcome == RunOutcome.FAILED) {
      return Checkpoint.lastRound(folder) > 0
          ? "%s %s --resume %s".formatted(Launcher.command(), command(facts), quoted(folder))
          : null;
    }
    return learned
        ? "%s predict --run %s PHOTO...".formatted(Launcher.command(), quoted(folder))
        : null;
  }

  /** Simulations alone read pictures to train on. */
  private static String command(RunFacts facts) {
    return facts.config().containsKey("data") ? "simulate" : "coordinator";
  }

  private static String quoted(Path folder) {
    String path = folder.toString();
    return PLAIN.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
