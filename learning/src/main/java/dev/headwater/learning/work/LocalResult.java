package dev.headwater.learning.work;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.sums.Values;
import java.util.List;

/**
 * The result of local work.
 *
 * @param vectors in the order of {@link LocalWork#outputs}; real ones not yet multiplied by a
 *     weight
 * @param meanLoss mean training loss in nats; 0 if the work computes none
 * @param scalars in the order of {@link LocalWork#scalars}, not yet multiplied by the weight
 * @param memory what the client keeps once the contribution is counted
 */
public record LocalResult(
    List<Values> vectors, double meanLoss, List<Double> scalars, NamedVectors memory) {
  /**
   * Copies the lists.
   *
   * @param vectors as many as the work's outputs
   * @param meanLoss in nats; 0 if nothing was trained
   * @param scalars as many as the work's scalars
   * @param memory {@link NamedVectors#NONE} if the work keeps none
   */
  public LocalResult {
    vectors = List.copyOf(vectors);
    scalars = List.copyOf(scalars);
  }

  /**
   * A result without scalars and memory.
   *
   * @param vectors as many as the work's outputs
   * @param meanLoss in nats; 0 if nothing was trained
   */
  public LocalResult(List<Values> vectors, double meanLoss) {
    this(vectors, meanLoss, List.of(), NamedVectors.NONE);
  }
}
