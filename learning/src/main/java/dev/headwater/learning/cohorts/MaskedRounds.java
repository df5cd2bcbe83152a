package dev.headwater.learning.cohorts;

import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Runs rounds under masks in one process; the module {@code secagg} brings one. */
@FunctionalInterface
public interface MaskedRounds {

  /**
   * Gathers one round, every client with keys of its own.
   *
   * @param inputs the integers that a client masks; throws {@link IllegalArgumentException} where
   *     the client stays out
   * @return the sum, or why there is none
   */
  Aggregate gather(
      RoundTask task, Masking masking, Function<String, long[]> inputs, Executor executor)
      throws InterruptedException;
}
