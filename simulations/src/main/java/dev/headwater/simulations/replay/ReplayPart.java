package dev.headwater.simulations.replay;

import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.replay.kept.ComparedConduct;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of a recorded run that had the same settings: all of them, or those of one start of a run
 * that went on with others.
 *
 * @param last the last of these rounds, 1-based
 * @param settings of these rounds, from the configuration of their start
 * @param cohort the same clients in memory
 * @param answers theirs beside those that the run has kept; null if it has kept none, and where
 *     clients were live
 */
public record ReplayPart(
    int last, RunSettings settings, Cohort cohort, @Nullable ComparedConduct answers) {

  boolean secure() {
    return settings.promise() != null && settings.promise().secureNoise();
  }

  ReplayPart with(RunSettings others, Cohort clients) {
    return new ReplayPart(last, others, clients, answers);
  }
}
