package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.EnrolledClients;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The current activity.
 *
 * @param enrolled the clients
 * @param training open round, or null
 * @param evaluation open round, or null
 * @param round the newest round, 0 before the first
 * @param waitingFor what the run waits for as a sentence, or null
 * @param summary closing message of a run that is over, or null
 * @param began when clients were sent their current work
 * @param deadline how long that work waits for them
 */
public record Scene(
    EnrolledClients enrolled,
    @Nullable ContributionRound training,
    @Nullable EvaluationRound evaluation,
    int round,
    @Nullable String waitingFor,
    @Nullable String summary,
    long began,
    Duration deadline) {}
