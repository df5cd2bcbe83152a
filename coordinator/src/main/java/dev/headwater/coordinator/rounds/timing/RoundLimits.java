package dev.headwater.coordinator.rounds.timing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many clients a round needs and how long it waits for them.
 *
 * @param minClients enrolled clients required before the first round
 * @param quorum contributions that a round requires; a smaller cohort must answer completely
 * @param deadline time after which a round ends if the quorum is met, and is given up if those that
 *     are here cannot meet it; null to derive it from the clients' times
 * @param evaluationDeadline time after which the coordinator stops waiting for clients' scores;
 *     null to derive it
 * @param patience how long to wait for clients: to enrol, before the run is given up, and to
 *     answer, before the round is; null for no limit
 */
public record RoundLimits(
    int minClients,
    int quorum,
    @Nullable Duration deadline,
    @Nullable Duration evaluationDeadline,
    @Nullable Duration patience) {}
