package dev.headwater.spark.executors;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Fetches a shard from the driver. Spark keeps the result where it was fetched, and calls this
 * again on another executor if that one is lost.
 */
public final class Fetch implements Function<Broadcast<Shard>, Shard> {
  private static final long serialVersionUID = 1;

  @Override
  public Shard call(Broadcast<Shard> shard) {
    return shard.value();
  }
}
