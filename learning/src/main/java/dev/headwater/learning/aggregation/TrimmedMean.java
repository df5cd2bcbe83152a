package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The coordinate-wise trimmed mean (Yin, Chen, Kannan and Bartlett, "Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates", 2018, definition 2): in every coordinate the {@code
 * k = floor(beta n)} smallest and the {@code k} largest of n values are left out, and the rest is
 * averaged. It is robust against {@code k} arbitrary contributions.
 *
 * <p>Values are taken per unit of weight, and all clients count equally: the reported number of
 * examples is ignored, because a malicious client could report a billion. Values are added in
 * ascending order in double precision, so the order of arrival does not change a bit.
 *
 * @param beta share that is trimmed at each end, in [0, 0.5)
 */
public record TrimmedMean(double beta) implements Aggregator {
  static final String NAME = "trimmed-mean";

  /** 0.07 * 100 is 7.000000000000001: the share was given in decimals. */
  private static final double DECIMAL = 1e-9;

  /** Refuses shares outside [0, 0.5). */
  public TrimmedMean {
    if (!(beta >= 0 && beta < 0.5)) {
      throw new IllegalArgumentException(
          "aggregator: trimmed-mean:%s (expected: at least 0 and below 0.5)".formatted(beta));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, beta);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  /** A trimmed mean that trims nothing is a mean. */
  @Override
  public void requireCohort(int cohort) {
    if (beta > 0 && trimmed(cohort) < 1) {
      throw new IllegalArgumentException(
          "aggregator: %s of %d contributions leaves out none (expected: at least %d contributions, or a larger share)"
              .formatted(spec(), cohort, (int) Math.ceil(1 / beta - DECIMAL)));
    }
  }

  /** Values trimmed at each end of {@code n}. */
  int trimmed(int n) {
    return (int) Math.floor(beta * n + DECIMAL);
  }

  @Override
  public Accumulator open(RoundTask task) {
    return new Updates(task.round(), task.train().schema(), this);
  }

  private static final class Updates implements Accumulator {
    private final int round;
    private final SumSchema schema;
    private final TrimmedMean rule;
    private final List<Contribution> kept = new ArrayList<>();
    private boolean finished;

    Updates(int round, SumSchema schema, TrimmedMean rule) {
      this.round = round;
      this.schema = schema;
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
      if (!(other instanceof Updates u)
          || u == this
          || u.round != round
          || !u.rule.equals(rule)
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
      int n = kept.size();
      int out = rule.trimmed(n);
      double[] mean = new double[schema.vectors().get(vector).layout().size()];
      double[] column = new double[n];
      for (int j = 0; j < mean.length && n > 0; j++) {
        for (int k = 0; k < n; k++) {
          Contribution c = kept.get(k);
          column[k] = ((Values.Reals) c.vectors().get(vector)).values()[j] / c.weight();
        }
        Arrays.sort(column);
        double sum = 0;
        for (int k = out; k < n - out; k++) {
          sum += column[k];
        }
        mean[j] = sum / (n - 2 * out);
      }
      return mean;
    }
  }
}
