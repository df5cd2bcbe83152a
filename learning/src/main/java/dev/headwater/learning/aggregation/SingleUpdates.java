package dev.headwater.learning.aggregation;

import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every contribution of a round, for a rule that looks at one coordinate after the other or
 * at whole contributions: what robust rules are made of. Values count per unit of weight, and the
 * rule gets them in an order of its own, so that the order of arrival cannot change a bit.
 */
public final class SingleUpdates implements Accumulator {
  private final int round;
  private final SumSchema schema;
  private final Aggregator owner;
  private final @Nullable ToDoubleFunction<double[]> byCoordinate;
  private final @Nullable Function<double[][], double[]> whole;
  private final List<Contribution> kept = new ArrayList<>();
  private boolean finished;

  private SingleUpdates(
      RoundTask task,
      Aggregator owner,
      @Nullable ToDoubleFunction<double[]> byCoordinate,
      @Nullable Function<double[][], double[]> whole) {
    this.round = task.round();
    this.schema = task.train().schema();
    this.owner = owner;
    this.byCoordinate = byCoordinate;
    this.whole = whole;
  }

  /**
   * Nothing kept yet, for a rule that looks at one coordinate after the other.
   *
   * @param task the round; its schema says which vectors contributions have
   * @param owner whose rule it is: accumulators of unequal aggregators are not merged
   * @param rule what it takes for the mean of one coordinate, from the values of all contributions
   *     in ascending order, at least one
   */
  public SingleUpdates(RoundTask task, Aggregator owner, ToDoubleFunction<double[]> rule) {
    this(task, owner, rule, null);
  }

  /**
   * {@return nothing kept yet, for a rule that looks at whole contributions}
   *
   * @param task the round; its schema says which vectors contributions have
   * @param owner whose rule it is: accumulators of unequal aggregators are not merged
   * @param rule what it takes for the mean, {@code [d]}, from the contributions {@code [n][d]} in
   *     the order of their clients' names, at least one; several vectors of a contribution follow
   *     one another in its row. It may write to the rows.
   */
  public static SingleUpdates whole(
      RoundTask task, Aggregator owner, Function<double[][], double[]> rule) {
    return new SingleUpdates(task, owner, null, rule);
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
    double[] together = whole == null || kept.isEmpty() ? null : whole.apply(rows());
    int from = 0;
    for (int i = 0; i < schema.vectors().size(); i++) {
      int size = schema.vectors().get(i).layout().size();
      means.add(
          together == null
              ? coordinates(i, size)
              : Arrays.copyOfRange(together, from, from + size));
      from += size;
    }
    return new Estimate.Robust(means, kept.size());
  }

  private void requireOpen() {
    if (finished) {
      throw new IllegalStateException(
          "these updates are finished: they can be used once (make new ones for the next round)");
    }
  }

  private double[][] rows() {
    kept.sort(Comparator.comparing(Contribution::client));
    double[][] rows = new double[kept.size()][schema.values()];
    for (int k = 0; k < rows.length; k++) {
      Contribution c = kept.get(k);
      int at = 0;
      for (Values values : c.vectors()) {
        for (float value : ((Values.Reals) values).values()) {
          rows[k][at++] = value / c.weight();
        }
      }
    }
    return rows;
  }

  private double[] coordinates(int vector, int size) {
    double[] mean = new double[size];
    double[] column = new double[kept.size()];
    for (int j = 0; byCoordinate != null && j < mean.length && column.length > 0; j++) {
      for (int k = 0; k < column.length; k++) {
        Contribution c = kept.get(k);
        column[k] = ((Values.Reals) c.vectors().get(vector)).values()[j] / c.weight();
      }
      Arrays.sort(column);
      mean[j] = byCoordinate.applyAsDouble(column);
    }
    return mean;
  }
}
