package dev.headwater.learning.tasks;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;

/** Tasks and contributions for tests. */
public final class Tasks {
  private Tasks() {}

  public static RoundTask of(
      int round,
      Parameters parameters,
      Hyperparameters hyper,
      double totalWeight,
      String... cohort) {
    return new RoundTask(
        new TrainTask(
            round, 11, parameters, hyper, Protection.NONE, FixedPoint.finest(1024, totalWeight)),
        List.of(cohort));
  }

  public static Contribution contribution(String client, int round, int examples, float... delta) {
    float[] vector = delta.clone();
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= examples;
    }
    return new Contribution(client, round, examples, examples, vector, 0.5, true);
  }
}
