package dev.headwater.coordinator.rounds;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many clients a round needs and how long it waits for them.
 *
 * @param minClients enrolled clients before the first round begins
 * @param quorum contributions that a round needs; a cohort smaller than this needs all of its own
 * @param deadline after which a round ends if the quorum is met
 * @param evaluationDeadline after which clients' scores are no longer waited for
 * @param quorumTimeout how long to wait for clients or a quorum before giving up, null for ever
 */
public record RoundLimits(
    int minClients,
    int quorum,
    Duration deadline,
    Duration evaluationDeadline,
    @Nullable Duration quorumTimeout) {}
