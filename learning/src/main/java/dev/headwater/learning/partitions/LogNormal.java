package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.Arrays;

/**
 * Quantity skew: sizes proportional to {@code exp(sigma * N(0, 1))}, labels at random.
 *
 * @param sigma standard deviation of the logarithm of the size, in [0, 100]; 0 makes sizes equal
 */
public record LogNormal(double sigma) implements Partition {
  static final String NAME = "lognormal";

  /** Here one client has e^100 times as much as another: more changes nothing. */
  private static final double MAX_SIGMA = 100;

  /**
   * Refuses sigma outside its range.
   *
   * @param sigma in [0, 100]
   * @throws IllegalArgumentException for another sigma
   */
  public LogNormal {
    if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
      throw new IllegalArgumentException(
          "partition: lognormal:%s (expected: 0 to %s)".formatted(sigma, MAX_SIGMA));
    }
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    Bins bins = new Bins(data, clients, random);
    double[] logs = new double[clients];
    Arrays.setAll(logs, k -> sigma * random.nextGaussian());
    bins.deal(bins.sizesFor(logs));
    return bins.owners();
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, sigma);
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
          "SIGMA=1",
          "clients of very different size, labels at random",
          a -> new LogNormal(a.number(0)));
    }
  }
}
