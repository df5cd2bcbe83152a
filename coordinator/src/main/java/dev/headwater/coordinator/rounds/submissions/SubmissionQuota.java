package dev.headwater.coordinator.rounds.submissions;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the bytes that one client sends in a round: what its answer needs, as often as lost
 * connections may have it sent again, and no more. Safe for concurrent use.
 */
public final class SubmissionQuota {
  /** Times that an answer may be sent. */
  private static final int TIMES = 8;

  /** For keys, shares and scores, which are small. */
  private static final long BESIDE = 4L << 20;

  private final Map<String, Long> sent = new HashMap<>();
  private int round;

  /**
   * Counts {@code bytes} of a client.
   *
   * @param newest the round that is under way
   * @param answerBytes of one answer in it
   * @return how many bytes are allowed if the client is over that now, else 0
   */
  public synchronized long over(String client, int newest, long answerBytes, int bytes) {
    if (newest != round) {
      round = newest;
      sent.clear();
    }
    long allowed = TIMES * answerBytes + BESIDE;
    return sent.merge(client, (long) bytes, Long::sum) > allowed ? allowed : 0;
  }
}
