package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.stopping.Stopping;
import dev.headwater.learning.stopping.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for a run that may end before its last round. */
final class StoppingOptions {
  private static final String NONE = "none";

  @Option(
      names = "--until",
      paramLabel = "SCORE",
      description =
          "End with the round that reaches this score: accuracy=0.9, or loss=0.3. The rounds and bytes that it took are in summary.json. Default: none.")
  @Nullable String until;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "End after N rounds in a row that did not improve the accuracy; 0 is never. Default: never.")
  @Nullable Integer patience;

  /** When the run ends early. */
  Stopping stopping() {
    Target target = until == null || until.equals(NONE) ? null : Target.parse(until);
    boolean never = patience == null || patience == 0;
    return new Stopping(target, never ? null : patience);
  }

  /** Refuses to wait for scores that no round has. */
  void requireScores(Selection selection) {
    if (selection == Selection.NONE && UserInput.valid(this::stopping).possible()) {
      throw new UserDataException(
          "%s: no round of this run has a score (expected: test pictures, as with --test-data; under --privacy clients do not score)"
              .formatted(until == null ? "patience" : "until"));
    }
  }
}
