package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Rounds of numbers that fit on a sheet of paper: a head of two classes on one feature, four
 * parameters {@code w_0, w_1, b_0, b_1}.
 */
public final class Hand {
  public static final LinearModel MODEL = new LinearModel(2, 1);
  public static final Parameters ZEROS = Parameters.zeros(MODEL.layout());
  public static final Hyperparameters PLAIN = new Hyperparameters(1, 1, 1, 0, 0, 0);

  private Hand() {}

  /** A round in which {@code cohort} out of {@code population} do the strategy's work. */
  public static RoundTask task(
      int round, Strategy strategy, ServerState state, int population, String... cohort) {
    LocalWork work = strategy.work(state, PLAIN);
    FixedPoint grid = FixedPoint.finest(1024, 1000);
    SumSchema schema =
        SumSchema.of(
            work.outputs(MODEL, 1024).stream()
                .map(o -> new SumSchema.Vector(o.name(), o.layout(), false, grid))
                .toList(),
            work.scalars().stream()
                .map(s -> Slot.finest(s.name(), s.maxPerWeight(), Long.SIZE, 1000, 32))
                .toList());
    boolean uniform = strategy.needs().contains(Need.UNIFORM_WEIGHTS);
    TrainTask train =
        new TrainTask(
            round,
            1,
            MODEL,
            state.parameters(),
            strategy.broadcast(state),
            work,
            uniform ? new Protection(new Weighting.Uniform(), null, null, true) : Protection.NONE,
            schema);
    return new RoundTask(train, List.of(cohort), population, new TreeMap<>(), null, true);
  }

  /** What a client hands in: its vectors and scalars times its weight. */
  public static Contribution contribution(
      String client, int round, int weight, List<float[]> vectors, Double... scalars) {
    List<Values> weighed = vectors.stream().map(vector -> times(vector, weight)).toList();
    return new Contribution(
        client,
        round,
        weight,
        weight,
        weighed,
        0.5,
        true,
        Arrays.stream(scalars).map(s -> s * weight).toList());
  }

  private static Values times(float[] vector, int weight) {
    float[] weighed = vector.clone();
    for (int j = 0; j < weighed.length; j++) {
      weighed[j] *= weight;
    }
    return new Values.Reals(weighed);
  }

  public static float[] floats(double... values) {
    float[] floats = new float[values.length];
    for (int j = 0; j < floats.length; j++) {
      floats[j] = (float) values[j];
    }
    return floats;
  }

  /** Examples of one feature. */
  public static Examples examples(int label, double... features) {
    int[] labels = new int[features.length];
    Arrays.fill(labels, label);
    return new Examples(floats(features), labels, 1);
  }

  /** The state after a round of these contributions, averaged exactly. */
  public static ServerState round(
      Strategy strategy, ServerState state, RoundTask task, Contribution... contributions) {
    Gathering gathering = new Gathering(task);
    for (Contribution contribution : contributions) {
      assertThat(gathering.offer(contribution)).isEqualTo(new Receipt.Accepted());
    }
    return strategy.update(state, task, gathering.close(0, 0));
  }

  /** What a client without a past hands in. */
  public static Contribution contribute(String client, Examples examples, RoundTask task) {
    return dev.headwater.learning.clients.ClientRound.perform(
            client, examples, Examples.none(examples.width()), task.train(), NamedVectors.NONE)
        .contribution();
  }
}
