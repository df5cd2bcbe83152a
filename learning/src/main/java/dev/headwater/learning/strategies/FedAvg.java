package dev.headwater.learning.strategies;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.softmax.DpSgd;
import dev.headwater.learning.training.softmax.SoftmaxRegression;

/**
 * Federated averaging (McMahan et al. 2017, algorithm 1), both halves: {@code w += sum_k n_k *
 * delta_k / sum_k n_k}. With a proximal term in the hyperparameters this is FedProx (Li et al.
 * 2020). Pure functions.
 */
public final class FedAvg {
  private FedAvg() {}

  /**
   * The client's half: trains on its own examples, weighs the delta, and protects the weighted
   * vector as the task asks.
   */
  public static Contribution contribute(String client, Examples examples, TrainTask task) {
    Protection protection = task.protection();
    LocalUpdate update = train(client, examples, task);
    int weight = protection.weighting().of(examples.size());
    float[] vector = update.delta();
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= weight;
    }
    ClientPrivacy privacy = protection.client();
    boolean within =
        privacy == null
            || privacy.protect(vector, weight, task.grid(), task.noise(client, Purpose.NOISE));
    boolean local = privacy != null && privacy.noisePlace() == ClientPrivacy.NoisePlace.LOCAL;
    return new Contribution(
        client,
        task.round(),
        local ? 1 : examples.size(), // how many there are is data too, where nobody is trusted
        weight,
        vector,
        protection.hidesScores() ? 0 : update.meanLoss(),
        privacy == null || !privacy.reportsNorm() || within);
  }

  private static LocalUpdate train(String client, Examples examples, TrainTask task) {
    ExamplePrivacy privacy = task.protection().example();
    return privacy == null
        ? SoftmaxRegression.train(
            task.parameters(), examples, task.hyper(), task.seed(), task.round(), client)
        : DpSgd.train(
            task.parameters(),
            examples,
            task.hyper(),
            privacy,
            task.noise(client, Purpose.BATCH),
            task.noise(client, Purpose.NOISE));
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
