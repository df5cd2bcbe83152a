package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Label skew: for every class, the clients' shares are drawn from Dirichlet(alpha, ..., alpha)
 * (Yurochkin et al. 2019; Li et al. 2022, "p_k ~ Dir(beta)"). Small alpha: each client sees few
 * classes, and sizes differ.
 *
 * @param alpha concentration, at least 1e-6; the larger, the more alike the clients' labels and
 *     sizes
 */
public record Dirichlet(double alpha) implements Partition {
  static final String NAME = "dirichlet";

  /**
   * Refuses alpha outside its range.
   *
   * @param alpha finite and at least 1e-6
   * @throws IllegalArgumentException for another alpha
   */
  public Dirichlet {
    Bins.requireConcentration(NAME, alpha);
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    Bins bins = new Bins(data, clients, random);
    List<Integer> everybody = IntStream.range(0, clients).boxed().toList();
    for (int c = 0; c < data.classes(); c++) {
      double[] logs = new double[clients];
      for (int k = 0; k < clients; k++) {
        double draw = random.nextLogGamma(alpha);
        // A client that already has its fair share gets nothing of later classes, so sizes stay
        // comparable.
        boolean full = (long) bins.size(k) * clients >= data.size();
        logs[k] = full ? Double.NEGATIVE_INFINITY : draw;
      }
      bins.give(c, everybody, Bins.shares(logs));
    }
    return bins.owners();
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, alpha);
  }

  @Override
  public String toString() {
    return spec().toString();
  }

  /** Its row in the table of partitions. */
  @AutoService(Partitions.Row.class)
  public static final class Row extends Partitions.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "ALPHA=0.5",
          "label skew; the smaller, the fewer classes a client has",
          a -> new Dirichlet(a.number(0)));
    }
  }
}
