package dev.headwater.learning.rounds;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.SoftmaxRegression;

/**
 * Federated averaging (McMahan et al. 2017, algorithm 1), both halves: {@code w += sum_k n_k *
 * delta_k / sum_k n_k}. With a proximal term in the hyperparameters this is FedProx (Li et al.
 * 2020). Pure functions.
 */
public final class FedAvg {
  private FedAvg() {}

  /** The client's half: trains on its own examples and weighs the delta by their number. */
  public static Contribution contribute(String client, Examples examples, TrainTask task) {
    LocalUpdate update =
        SoftmaxRegression.train(
            task.parameters(), examples, task.hyper(), task.seed(), task.round(), client);
    float weight = examples.size();
    float[] vector = update.delta();
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= weight;
    }
    return new Contribution(
        client, task.round(), examples.size(), weight, vector, update.meanLoss());
  }

  /**
   * The coordinator's half: adds the weighted mean of the deltas, in double precision, rounded
   * once.
   */
  public static Parameters update(Parameters global, Aggregate aggregate) {
    double[] mean = aggregate.total().mean();
    float[] next = global.toArray();
    for (int j = 0; j < next.length; j++) {
      next[j] = (float) (next[j] + mean[j]);
    }
    return Parameters.owning(global.layout(), next);
  }
}
