package dev.headwater.spark.executors;

import dev.headwater.learning.parameters.NamedVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round on one partition: {@link dev.headwater.learning.clients.ClientRound} for each of its
 * clients that is asked, and the sum of what they give. A pure function of shard, order and
 * memories, except for secure noise: whoever does it again, after an executor was lost, gets the
 * same bits.
 */
public final class Turn implements Function<Shard, Part> {
  private static final long serialVersionUID = 1;

  private final Broadcast<Order> order;
  private final List<Broadcast<Memories>> memories;

  /**
   * The turn of all partitions.
   *
   * @param order the round
   * @param memories by number of the shard, what its clients remember; empty if clients keep none
   */
  public Turn(Broadcast<Order> order, List<Broadcast<Memories>> memories) {
    this.order = order;
    this.memories = new ArrayList<>(memories);
  }

  @Override
  public Part call(Shard shard) {
    SortedMap<String, NamedVectors> kept =
        memories.isEmpty() ? new TreeMap<>() : memories.get(shard.number()).value().byClient();
    return perform(shard, order.value(), kept);
  }

  static Part perform(Shard shard, Order order, SortedMap<String, NamedVectors> kept) {
    order.requireSameVersion();
    List<String> asked = order.askedOf(shard);
    if (asked.isEmpty()) {
      return Part.NONE;
    }
    return new Turns(shard.clients(), order, kept).all(asked);
  }
}
