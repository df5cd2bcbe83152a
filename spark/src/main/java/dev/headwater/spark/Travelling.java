package dev.headwater.spark;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.spark.connection.OpenSpark;
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
 * @param spark stays open
 * @param byShard by number of the shard; empty if nobody remembers anything
 */
record Travelling(OpenSpark spark, List<Broadcast<Memories>> byShard) implements AutoCloseable {

  static Travelling of(OpenSpark spark, Asked asked, Shards shards) throws InterruptedException {
    List<Broadcast<Memories>> sent = new ArrayList<>();
    if (!asked.kept().isEmpty()) {
      for (SortedSet<String> members : shards.members()) {
        SortedMap<String, NamedVectors> own = new TreeMap<>();
        for (String client : members) {
          NamedVectors memory = asked.kept().get(client);
          if (memory != null) {
            own.put(client, memory);
          }
        }
        sent.add(spark.send(Memories.of(own)));
      }
    }
    return new Travelling(spark, sent);
  }

  @Override
  public void close() {
    byShard.forEach(spark::release);
  }
}
