package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Label skew among clients of equal size (Hsu, Qi and Brown 2019, "Measuring the Effects of
 * Non-Identical Data Distribution for Federated Visual Classification", section 3.1): client k
 * draws its class shares {@code q_k ~ Dir(alpha p)}, where p are the shares of the classes in the
 * whole data set, and then its examples by {@code q_k} without replacement. When a class has none
 * left, the other shares are scaled up. Clients draw one example each in turn, so that the last
 * ones do not get all that is left.
 *
 * @param alpha concentration, at least 1e-6; 0 in the paper is one class for each client, infinity
 *     is {@link Iid}
 */
public record BalancedDirichlet(double alpha) implements Partition {
  private static final String NAME = "balanced-dirichlet";

  /**
   * Refuses alpha outside its range.
   *
   * @param alpha finite and at least 1e-6
   * @throws IllegalArgumentException for another alpha
   */
  public BalancedDirichlet {
    Bins.requireConcentration(NAME, alpha);
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    int[] order = IntStream.range(0, data.size()).toArray();
    random.shuffle(order);
    int[] left = new int[data.classes()];
    for (int label : data.labels()) {
      left[label]++;
    }
    double[][] logShares = new double[clients][];
    for (int k = 0; k < clients; k++) {
      logShares[k] = draw(left, data.size(), random);
    }
    int[][] pools = pools(order, data.labels(), left);
    double[][] shares = new double[clients][]; // of the classes that have examples left
    int[] owners = new int[data.size()];
    for (int i = 0; i < owners.length; i++) {
      int client = i % clients;
      if (shares[client] == null) {
        shares[client] = among(left, logShares[client]);
      }
      int label = choose(shares[client], random);
      owners[pools[label][--left[label]]] = client;
      if (left[label] == 0) {
        Arrays.fill(shares, null);
      }
    }
    return owners;
  }

  /** Logarithms of unscaled class shares: of Gamma(alpha p_c, 1), which Dirichlet scales to 1. */
  private double[] draw(int[] counts, int examples, KeyedRandom random) {
    double[] logs = new double[counts.length];
    for (int c = 0; c < logs.length; c++) {
      logs[c] =
          counts[c] == 0
              ? Double.NEGATIVE_INFINITY
              : random.nextLogGamma(alpha * counts[c] / examples);
    }
    return logs;
  }

  /** The examples of each class, in the order of {@code order}. */
  private static int[][] pools(int[] order, int[] labels, int[] counts) {
    int[][] pools = new int[counts.length][];
    Arrays.setAll(pools, c -> new int[counts[c]]);
    int[] next = new int[counts.length];
    for (int example : order) {
      int label = labels[example];
      pools[label][next[label]++] = example;
    }
    return pools;
  }

  /** The shares, scaled to 1 over the classes that have examples left. */
  private static double[] among(int[] left, double[] logShares) {
    double[] logs = new double[left.length];
    Arrays.setAll(logs, c -> left[c] == 0 ? Double.NEGATIVE_INFINITY : logShares[c]);
    return Bins.shares(logs);
  }

  /** A class, drawn by its share. */
  private static int choose(double[] shares, KeyedRandom random) {
    double place = random.nextDouble();
    int last = -1;
    for (int c = 0; c < shares.length; c++) {
      if (shares[c] > 0) {
        last = c;
        place -= shares[c];
        if (place < 0) {
          break;
        }
      }
    }
    return last; // rounding may leave place at 0: then the last class with a share
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
          "label skew among clients of equal size",
          a -> new BalancedDirichlet(a.number(0)));
    }
  }
}
