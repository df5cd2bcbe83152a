package dev.headwater.learning.tasks;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
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
        sgd(round, 11, parameters, hyper, Protection.NONE, FixedPoint.finest(1024, totalWeight)),
        List.of(cohort));
  }

  /** Plain SGD on a linear head, one vector. */
  public static TrainTask sgd(
      int round,
      long seed,
      Parameters parameters,
      Hyperparameters hyper,
      Protection protection,
      FixedPoint grid) {
    return new TrainTask(
        round,
        seed,
        new LinearModel(Head.of(parameters.layout())),
        parameters,
        NamedVectors.NONE,
        new Sgd(hyper),
        protection,
        SumSchema.single(Sgd.DELTA, parameters.layout(), grid));
  }

  /** What a client without a past hands in. */
  public static Contribution contribute(String client, Examples examples, TrainTask task) {
    return ClientRound.perform(
            client, examples, Examples.none(examples.width()), task, NamedVectors.NONE)
        .contribution();
  }

  public static Contribution contribution(String client, int round, int examples, float... delta) {
    float[] vector = delta.clone();
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= examples;
    }
    return new Contribution(client, round, examples, examples, vector, 0.5, true);
  }
}
