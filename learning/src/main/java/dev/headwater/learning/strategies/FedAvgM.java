package dev.headwater.learning.strategies;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import java.util.Arrays;

/**
 * Federated averaging with server momentum (Hsu, Qi and Brown 2019, "Measuring the Effects of
 * Non-Identical Data Distribution", section 3): {@code v = beta * v + mean delta; w += v}, in
 * double precision, rounded once. Clients work as in {@link FedAvg}. On label-skewed clients it
 * takes far fewer rounds. One object a run: it remembers {@code v}.
 */
public final class FedAvgM implements ServerUpdate {
  private final double beta;
  private double[] velocity = new double[0];

  /** With momentum {@code beta} in [0, 1). */
  public FedAvgM(double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "fedavgm: %s (expected: at least 0 and below 1)".formatted(beta));
    }
    this.beta = beta;
  }

  @Override
  public Parameters update(Parameters global, Aggregate aggregate) {
    double[] mean = aggregate.total().mean();
    velocity = Arrays.copyOf(velocity, mean.length);
    Arrays.setAll(velocity, j -> beta * velocity[j] + mean[j]);
    float[] next = global.toArray();
    for (int j = 0; j < next.length; j++) {
      next[j] = (float) (next[j] + velocity[j]);
    }
    return Parameters.owning(global.layout(), next);
  }

  /** The velocity. */
  @Override
  public double[] memory() {
    return velocity.clone();
  }

  @Override
  public void restore(double[] memory) {
    velocity = memory.clone();
  }
}
