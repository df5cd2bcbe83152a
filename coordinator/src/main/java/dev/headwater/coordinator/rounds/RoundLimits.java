package dev.headwater.coordinator.rounds;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many clients a round needs and how long it waits for them.
 *
 * @param minClients enrolled clients required before the first round
 * @param quorum contributions that a round requires; a smaller cohort must answer completely
 * @param deadline time after which a round ends if the quorum is met
 * @param evaluationDeadline time after which the coordinator stops waiting for clients' scores
 * @param quorumTimeout how long to wait for clients or a quorum before giving up, null for no limit
 */
public record RoundLimits(
    int minClients,
    int quorum,
    Duration deadline,
    Duration evaluationDeadline,
    @Nullable Duration quorumTimeout) {}
