package dev.headwater.learning.aggregation;

import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * The contributions of one round, as far as they have come. The outcome does not depend on the
 * order of {@link #add}, nor on how contributions were spread over accumulators that were merged.
 * One shot. Not thread-safe.
 */
public interface Accumulator {

  /**
   * Adds one contribution, wholly or not at all.
   *
   * @return why it was refused and nothing was added, or null if it was added
   */
  @Nullable String add(Contribution contribution);

  /**
   * Adds all of {@code other}, an accumulator of the same round, which must not be used again.
   *
   * @throws IllegalArgumentException if it is of another kind or round; then both stay as they were
   */
  void merge(Accumulator other);

  /** The outcome, once. */
  Estimate close();
}
