package dev.headwater.learning.tasks;

import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.work.LocalWork;
import java.util.ArrayList;
import java.util.List;

/** Sums of some places of a vector, put back among all of its places. */
public final class Places {
  private Places() {}

  /**
   * {@return the aggregate of the whole vectors: zero in the places that nobody was asked for}
   *
   * <p>The coordinator's noise is in the sums already, so it is in the same places.
   *
   * @param task whose schema may have vectors that are compressed by {@link RandomK}
   * @param aggregate of this task's round
   */
  public static Aggregate restored(TrainTask task, Aggregate aggregate) {
    List<SumSchema.Vector> vectors = task.schema().vectors();
    if (vectors.stream().noneMatch(vector -> vector.compression() instanceof RandomK)) {
      return aggregate;
    }
    List<LocalWork.Output> outputs = task.work().outputs(task.model(), 1);
    List<SumSchema.Vector> whole = new ArrayList<>();
    List<int[]> places = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      SumSchema.Vector vector = vectors.get(i);
      if (vector.compression() instanceof RandomK random) {
        var layout = outputs.get(i).layout();
        places.add(random.places(layout.size(), task.seed(), task.round(), vector.name()));
        whole.add(new SumSchema.Vector(vector.name(), layout, false, vector.grid()));
      } else {
        places.add(new int[0]);
        whole.add(vector);
      }
    }
    return aggregate.with(
        new SumSchema(whole, task.schema().slots()), restored(aggregate.estimate(), whole, places));
  }

  private static Estimate restored(
      Estimate estimate, List<SumSchema.Vector> whole, List<int[]> places) {
    if (estimate instanceof Estimate.Sums sums) {
      List<ExactSum.Total> totals = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        ExactSum.Total total = sums.totals().get(i);
        long[] units = new long[whole.get(i).layout().size()];
        for (int p = 0; p < places.get(i).length; p++) {
          units[places.get(i)[p]] = total.units()[p];
        }
        boolean some = places.get(i).length > 0;
        totals.add(some ? new ExactSum.Total(total.grid(), units, total.totalWeight()) : total);
      }
      return new Estimate.Sums(totals);
    }
    List<double[]> means = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      double[] some = ((Estimate.Robust) estimate).means().get(i);
      double[] mean = new double[whole.get(i).layout().size()];
      for (int p = 0; p < places.get(i).length; p++) {
        mean[places.get(i)[p]] = some[p];
      }
      means.add(places.get(i).length > 0 ? mean : some);
    }
    return new Estimate.Robust(means, estimate.totalWeight());
  }
}
