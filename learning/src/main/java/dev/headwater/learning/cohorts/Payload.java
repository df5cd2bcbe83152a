package dev.headwater.learning.cohorts;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.RoundTask;

/**
 * The payload of a round for each client, in bytes: what reports of simulations count, wherever the
 * clients run.
 *
 * @param up vectors of one contribution
 * @param down parameters and broadcast vectors
 */
public record Payload(long up, long down) {

  /**
   * {@return the payload of this round}
   *
   * @param task gives the vectors that are summed, and those that are sent
   */
  public static Payload of(RoundTask task) {
    NamedVectors broadcast = task.train().broadcast();
    long sent = task.train().parameters().size();
    for (String name : broadcast.names()) {
      sent += broadcast.get(name).length;
    }
    return new Payload(task.train().schema().bytes(), 4L * sent);
  }
}
