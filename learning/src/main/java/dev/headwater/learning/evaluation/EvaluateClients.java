package dev.headwater.learning.evaluation;

/**
 * When the clients score the global parameters on their held-out examples.
 *
 * @param interval after every round whose number it divides; 0 for none of them
 * @param last after the last round
 */
public record EvaluateClients(int interval, boolean last) {
  /** After every round. */
  public static final EvaluateClients EVERY_ROUND = new EvaluateClients(1, true);

  /** After the last one. */
  public static final EvaluateClients LAST_ROUND = new EvaluateClients(0, true);

  /** Never. */
  public static final EvaluateClients NEVER = new EvaluateClients(0, false);

  /**
   * After some of the rounds.
   *
   * @param interval at least 0
   * @param last whether after the last round too
   * @throws IllegalArgumentException for a negative interval
   */
  public EvaluateClients {
    if (interval < 0) {
      throw new IllegalArgumentException(
          "client-scores: every %d rounds (expected: at least 0)".formatted(interval));
    }
  }

  /**
   * {@return after every round whose number is divided by this, and after the last one}
   *
   * @param interval at least 1
   * @throws IllegalArgumentException for another interval
   */
  public static EvaluateClients every(int interval) {
    if (interval < 1) {
      throw new IllegalArgumentException(
          "client-scores: every %d rounds (expected: at least 1)".formatted(interval));
    }
    return new EvaluateClients(interval, true);
  }

  /**
   * {@return whether clients score after this round}
   *
   * @param round 1-based
   * @param isLast whether no other round follows
   */
  public boolean due(int round, boolean isLast) {
    return (interval > 0 && round % interval == 0) || (last && isLast);
  }
}
