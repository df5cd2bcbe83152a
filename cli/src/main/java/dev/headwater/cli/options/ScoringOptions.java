package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.evaluation.EvaluateClients;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag for when clients score the head on the pictures that they hold out. */
final class ScoringOptions {
  @Option(
      names = "--client-scores",
      paramLabel = "N",
      description =
          "Clients score the head on what they hold out every N rounds, and after the last. Default: after the last one if there are test pictures, else after every round.")
  @Nullable Integer clientScores;

  /**
   * When clients score.
   *
   * @param tested whether there are test pictures
   * @param promised whether the run promises privacy: scores would be sent without any noise
   */
  EvaluateClients scoring(boolean tested, boolean promised) {
    Integer every = clientScores;
    if (promised) {
      if (every != null) {
        throw new UserDataException(
            "client-scores: %d with --privacy (expected: one of them; nothing pays for scores on the clients' own pictures, and no noise hides them)"
                .formatted(every));
      }
      return EvaluateClients.NEVER;
    }
    if (every != null) {
      return UserInput.valid(() -> EvaluateClients.every(every));
    }
    return tested ? EvaluateClients.LAST_ROUND : EvaluateClients.EVERY_ROUND;
  }
}
