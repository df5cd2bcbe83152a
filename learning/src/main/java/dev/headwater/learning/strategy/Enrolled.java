package dev.headwater.learning.strategy;

import dev.headwater.learning.tasks.RoundTask;

/**
 * The number N of clients that a run began with, kept in the state of a strategy that needs {@link
 * Need#FIXED_POPULATION}: its step divides by N, so N must not change. The loop refuses another
 * number before a round is asked, see {@link #require}.
 */
public final class Enrolled {
  private static final String NAME = "enrolled";

  private Enrolled() {}

  /**
   * {@return the state with room for N, which the first round determines}
   *
   * @param state the strategy's own, before the first round
   */
  public static ServerState unknown(ServerState state) {
    return state.with(NAME, new double[] {0});
  }

  /**
   * {@return the state with N, from the first round on}
   *
   * @param state of {@link #unknown} or of this method
   * @param task the round's
   * @param strategy the strategy, for the message
   * @throws IllegalArgumentException if N was another number
   */
  public static ServerState after(ServerState state, RoundTask task, Strategy strategy) {
    require(strategy, state, task.round(), task.population());
    return state.with(NAME, new double[] {task.population()});
  }

  /**
   * Refuses another number of clients than that of the first round; a state without a number is
   * that of a strategy which needs none.
   *
   * @param strategy the strategy, for the message
   * @param state before the round
   * @param round 1-based
   * @param population number of clients that could take part in the round
   * @throws IllegalArgumentException for another number
   */
  public static void require(Strategy strategy, ServerState state, int round, int population) {
    state
        .memory()
        .forEach(
            (name, kept) -> {
              boolean own = name.equals(NAME) || name.endsWith("/" + NAME); // of an inner strategy
              if (own && kept[0] != 0 && kept[0] != population) {
                throw new IllegalArgumentException(
                    "strategy: %s began with %.0f clients, round %d has %d (expected: the same clients from the first round to the last; start a new run, or use another strategy)"
                        .formatted(strategy.spec().name(), kept[0], round, population));
              }
            });
  }
}
