package dev.headwater.learning.cohorts;

import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Runs masked rounds in one process; the module {@code secagg} provides an implementation. */
@FunctionalInterface
public interface MaskedRounds {

  /**
   * Runs one round in which every client has its own keys.
   *
   * @param task whose cohort takes part
   * @param masking what the masks must tolerate
   * @param inputs the integers that a client masks, by its name; throws {@link
   *     IllegalArgumentException} if the client does not take part
   * @param executor runs the clients' turns; {@code Runnable::run} for the caller's own thread
   * @return the sum, or the reason why there is none
   * @throws InterruptedException if the caller's thread is interrupted while it waits for a client
   */
  Aggregate gather(
      RoundTask task, Masking masking, Function<String, long[]> inputs, Executor executor)
      throws InterruptedException;
}
