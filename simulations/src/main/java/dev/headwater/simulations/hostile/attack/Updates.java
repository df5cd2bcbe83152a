package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import java.util.ArrayList;
import java.util.List;

/**
 * Contributions as updates {@code [d]}: real vectors per unit of weight, statistics as they are.
 */
final class Updates {
  private Updates() {}

  /** A value at position {@code j} of an update; called in ascending order. */
  @FunctionalInterface
  interface At {
    double value(int j);
  }

  /** The vectors of a contribution, one after the other. */
  static double[] of(Contribution own) {
    double[] update = new double[own.vectors().stream().mapToInt(Values::size).sum()];
    int at = 0;
    for (Values values : own.vectors()) {
      if (values instanceof Values.Reals reals) {
        for (float value : reals.values()) {
          update[at++] = value / own.weight();
        }
      } else {
        for (long units : ((Values.Integers) values).units()) {
          update[at++] = units;
        }
      }
    }
    return update;
  }

  /** The same contribution with another update. */
  static Contribution with(Contribution own, At update) {
    return with(own, own.numExamples(), own.weight(), update);
  }

  /** The same contribution with another update, at another claim and weight. */
  static Contribution with(Contribution own, int numExamples, double weight, At update) {
    List<Values> vectors = new ArrayList<>();
    int at = 0;
    for (Values values : own.vectors()) {
      if (values instanceof Values.Reals) {
        float[] vector = new float[values.size()];
        for (int j = 0; j < vector.length; j++) {
          vector[j] = (float) (weight * update.value(at++));
        }
        vectors.add(new Values.Reals(vector));
      } else {
        long[] units = new long[values.size()];
        for (int j = 0; j < units.length; j++) {
          double value = update.value(at++);
          // No integer says "not a number": the largest is beyond every bound, too.
          units[j] = Double.isNaN(value) ? Long.MAX_VALUE : Math.round(value);
        }
        vectors.add(new Values.Integers(units));
      }
    }
    return new Contribution(
        own.client(),
        own.round(),
        numExamples,
        weight,
        vectors,
        own.trainLoss(),
        own.withinNorm(),
        own.scalars());
  }

  /** The same contribution for another round. */
  static Contribution dated(Contribution own, int round) {
    return new Contribution(
        own.client(),
        round,
        own.numExamples(),
        own.weight(),
        own.vectors(),
        own.trainLoss(),
        own.withinNorm(),
        own.scalars());
  }
}
