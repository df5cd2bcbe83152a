package dev.headwater.spark.executors;

import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Adds up the exact sums of two partitions: integers, so any tree gives the same bits. */
public final class Merge implements Function2<Part, Part, Part> {
  private static final long serialVersionUID = 1;

  private final Broadcast<Order> order;

  /** For the parts of this round. */
  public Merge(Broadcast<Order> order) {
    this.order = order;
  }

  @Override
  public Part call(Part one, Part other) {
    return one.plus(other, order.value().training().schema());
  }
}
