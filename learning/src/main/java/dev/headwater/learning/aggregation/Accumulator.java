package dev.headwater.learning.aggregation;

import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * The contributions of one round received so far. The result does not depend on the order of {@link
 * #add}, nor on how contributions were distributed over merged accumulators. Single use. Not
 * thread-safe.
 */
public interface Accumulator {

  /**
   * Adds one contribution, atomically.
   *
   * @param contribution of an invited client that was not counted yet, with vectors of the number
   *     and kinds of the task's schema; {@link Gathering} has checked this, but not their lengths
   *     nor whether the values are finite
   * @return why it was refused and nothing was added, or null if it was added
   */
  @Nullable String add(Contribution contribution);

  /**
   * Adds all contributions of another accumulator.
   *
   * @param other of the same round; it must not be used again
   * @throws IllegalArgumentException if it is of another kind or round; then neither is changed
   */
  void merge(Accumulator other);

  /** {@return the estimate, one vector for each of the task's schema; callable once} */
  Estimate close();
}
