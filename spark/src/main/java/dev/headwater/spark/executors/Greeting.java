package dev.headwater.spark.executors;

import org.apache.spark.api.java.function.Function;

/**
 * The first job of a run: brings a shard to its executor, and asks whether the two sides fit
 * together.
 */
public final class Greeting implements Function<Shard, Integer> {
  private static final long serialVersionUID = 1;

  private final Stamp driver;

  /** From a driver of this version. */
  public Greeting(Stamp driver) {
    this.driver = driver;
  }

  @Override
  public Integer call(Shard shard) {
    Stamp.require(driver);
    return shard.number();
  }
}
