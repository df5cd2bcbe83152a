package dev.headwater.coordinator.rounds.timing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many clients a round needs and how long it waits for them.
 *
 * @param minClients enrolled clients required before the first round
 * @param quorum contributions that a round requires; a smaller cohort must answer completely
 * @param goal contributions with which a round ends, although more clients were asked; null to wait
 *     for all of them. The others' answers come late (over-selection: Bonawitz et al. 2019,
 *     "Towards Federated Learning at Scale", section 2.2)
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
    @Nullable Integer goal,
    @Nullable Duration deadline,
    @Nullable Duration evaluationDeadline,
    @Nullable Duration patience) {

  /**
   * A goal is refused where its round would not be what was promised: whoever answers first takes
   * another client's place, so that one client more changes what is counted of two.
   *
   * @throws IllegalArgumentException if the run promises privacy or is masked, and has a goal
   */
  public void requireNoGoal(boolean promised) {
    if (promised && goal != null) {
      throw new IllegalArgumentException(
          "goal: %d with --privacy or masks (expected: none there, every client that answers until the deadline counts; leave out --goal)"
              .formatted(goal));
    }
  }

  /**
   * How long to wait for clients' scores.
   *
   * @param round how long a round waits
   */
  public Duration evaluationDeadline(Duration round) {
    return evaluationDeadline == null ? round : evaluationDeadline;
  }

  /**
   * Contributions with which a round ends although others were asked too.
   *
   * @param everybody whether the round is one that all clients are asked for, such as one of
   *     statistics: it waits for all of them
   */
  public int goal(boolean everybody) {
    return goal == null || everybody ? Integer.MAX_VALUE : goal;
  }
}
