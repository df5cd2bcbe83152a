package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;

/** Examples distributed at random in equal shares. */
public record Iid() implements Partition {
  static final String NAME = "iid";

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    Bins bins = new Bins(data, clients, random);
    bins.deal(bins.equalSizes());
    return bins.owners();
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME);
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
      super(NAME, "", "at random, in equal shares", a -> new Iid());
    }
  }
}
