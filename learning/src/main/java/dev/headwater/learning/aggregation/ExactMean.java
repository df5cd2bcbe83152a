package dev.headwater.learning.aggregation;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weighted mean, {@code sum_k w_k v_k / sum_k w_k} (McMahan et al. 2017), as exact sums in
 * fixed point: one accumulator for any number of clients, the same bits in every order.
 */
public record ExactMean() implements Aggregator {
  static final String NAME = "mean";

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public boolean needsSingleUpdates() {
    return false;
  }

  @Override
  public void requireCohort(int cohort) {}

  @Override
  public Accumulator open(RoundTask task) {
    return new Sums(task.round(), task.train().schema());
  }

  private static final class Sums implements Accumulator {
    private final int round;
    private final SumSchema schema;
    private final List<ExactSum> sums;

    Sums(int round, SumSchema schema) {
      this.round = round;
      this.schema = schema;
      this.sums =
          schema.vectors().stream()
              .map(vector -> new ExactSum(vector.grid(), vector.layout().size()))
              .toList();
    }

    @Override
    public @Nullable String add(Contribution c) {
      for (int i = 0; i < sums.size(); i++) {
        String problem = sums.get(i).problemOf(c.vectors().get(i), c.weight());
        if (problem != null) {
          return sums.size() == 1 ? problem : schema.vectors().get(i).name() + ": " + problem;
        }
      }
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).addUnchecked(c.vectors().get(i), c.weight());
      }
      return null;
    }

    @Override
    public void merge(Accumulator other) {
      if (!(other instanceof Sums s) || s.round != round || !s.schema.equals(schema)) {
        throw new IllegalArgumentException(
            "merge: another kind of accumulator (expected: sums of the same round)");
      }
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).merge(s.sums.get(i));
      }
    }

    @Override
    public Estimate close() {
      return new Estimate.Sums(sums.stream().map(ExactSum::finish).toList());
    }
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "the weighted mean, exact in every order", arguments -> new ExactMean());
    }
  }
}
