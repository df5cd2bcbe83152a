package dev.headwater.spark;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.spark.executors.Memories;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;

/**
 * What clients remember, on its way to their executors: each shard fetches that of its own clients.
 *
 * @param byShard by number of the shard; empty if nobody remembers anything
 */
record Travelling(List<Broadcast<Memories>> byShard) implements AutoCloseable {

  static Travelling of(OpenSpark spark, Asked asked, Shards shards) {
    List<Broadcast<Memories>> sent = new ArrayList<>();
    if (!asked.kept().isEmpty()) {
      for (SortedSet<String> members : shards.members()) {
        SortedMap<String, NamedVectors> own = new TreeMap<>(asked.kept());
        own.keySet().retainAll(members);
        sent.add(spark.context().broadcast(Memories.of(own)));
      }
    }
    return new Travelling(sent);
  }

  @Override
  public void close() {
    byShard.forEach(Broadcast::destroy);
  }
}
