package dev.headwater.learning.aggregation;

import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every contribution of a round and looks at one coordinate after the other: what most robust
 * rules are made of. Values count per unit of weight, and the rule gets them in ascending order, so
 * that the order of arrival cannot change a bit.
 */
public final class SingleUpdates implements Accumulator {
  private final int round;
  private final SumSchema schema;
  private final Aggregator owner;
  private final ToDoubleFunction<double[]> rule;
  private final List<Contribution> kept = new ArrayList<>();
  private boolean finished;

  /**
   * Nothing kept yet.
   *
   * @param task the round; its schema says which vectors contributions have
   * @param owner whose rule it is: accumulators of unequal aggregators are not merged
   * @param rule what it takes for the mean of one coordinate, from the values of all contributions
   *     in ascending order, at least one
   */
  public SingleUpdates(RoundTask task, Aggregator owner, ToDoubleFunction<double[]> rule) {
    this.round = task.round();
    this.schema = task.train().schema();
    this.owner = owner;
    this.rule = rule;
  }

  @Override
  public @Nullable String add(Contribution c) {
    requireOpen();
    for (int i = 0; i < schema.vectors().size(); i++) {
      SumSchema.Vector vector = schema.vectors().get(i);
      Values values = c.vectors().get(i);
      if (values.size() != vector.layout().size()) {
        return "length: %d (expected: %d)".formatted(values.size(), vector.layout().size());
      }
      String problem = vector.grid().problemOf(values, c.weight());
      if (problem != null) {
        return problem;
      }
    }
    kept.add(c);
    return null;
  }

  @Override
  public void merge(Accumulator other) {
    if (!(other instanceof SingleUpdates u)
        || u == this
        || u.round != round
        || !u.owner.equals(owner)
        || !u.schema.equals(schema)) {
      throw new IllegalArgumentException(
          "merge: another kind of accumulator (expected: other updates of the same round)");
    }
    requireOpen();
    u.requireOpen();
    kept.addAll(u.kept);
    u.finished = true;
  }

  @Override
  public Estimate close() {
    requireOpen();
    finished = true;
    List<double[]> means = new ArrayList<>();
    for (int i = 0; i < schema.vectors().size(); i++) {
      means.add(mean(i));
    }
    return new Estimate.Robust(means, kept.size());
  }

  private void requireOpen() {
    if (finished) {
      throw new IllegalStateException(
          "these updates are finished: they can be used once (make new ones for the next round)");
    }
  }

  private double[] mean(int vector) {
    double[] mean = new double[schema.vectors().get(vector).layout().size()];
    double[] column = new double[kept.size()];
    for (int j = 0; j < mean.length && column.length > 0; j++) {
      for (int k = 0; k < column.length; k++) {
        Contribution c = kept.get(k);
        column[k] = ((Values.Reals) c.vectors().get(vector)).values()[j] / c.weight();
      }
      Arrays.sort(column);
      mean[j] = rule.applyAsDouble(column);
    }
    return mean;
  }
}
