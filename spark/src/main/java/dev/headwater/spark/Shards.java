package dev.headwater.spark;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.spark.connection.OpenSpark;
import dev.headwater.spark.executors.Fetch;
import dev.headwater.spark.executors.Greeting;
import dev.headwater.spark.executors.Shard;
import dev.headwater.spark.executors.Stamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The clients on the executors: one partition a shard, kept there between rounds. Every shard is a
 * broadcast of its own, which one executor fetches from the driver; if that executor is lost,
 * another one fetches it again.
 *
 * @param rdd one shard a partition
 * @param members the clients of each shard, by its number
 * @param known all of them
 */
record Shards(JavaRDD<Shard> rdd, List<SortedSet<String>> members, Set<String> known) {
  /** Uneven cohorts spread better over more partitions; each costs some milliseconds a round. */
  private static final int PER_CORE = 3;

  /** A lost executor is made good for in pieces of this size. */
  private static final long MOST_BYTES = 256L << 20;

  /**
   * Deals the clients out and brings them to the executors.
   *
   * @throws dev.headwater.files.UserDataException if an executor has another version
   */
  static Shards bring(OpenSpark spark, SortedMap<String, ClientExamples> clients, Stamp stamp)
      throws InterruptedException {
    SortedMap<String, Long> costs = new TreeMap<>();
    long bytes = 0;
    for (var client : clients.entrySet()) {
      ClientExamples own = client.getValue();
      costs.put(client.getKey(), 1L + own.train().size());
      bytes += 4L * own.train().width() * (own.train().size() + own.heldOut().size());
    }
    int parts = Math.toIntExact(Math.max((long) PER_CORE * spark.cores(), bytes / MOST_BYTES + 1));
    List<SortedSet<String>> members = Dealing.deal(costs, parts);
    List<Broadcast<Shard>> sent = new ArrayList<>();
    for (int number = 0; number < members.size(); number++) {
      SortedMap<String, ClientExamples> own = new TreeMap<>();
      members.get(number).forEach(client -> own.put(client, clients.get(client)));
      sent.add(spark.send(new Shard(number, own)));
    }
    JavaRDD<Shard> rdd =
        spark.run(
            () ->
                spark
                    .context()
                    .parallelize(sent, sent.size())
                    .map(new Fetch())
                    .persist(StorageLevel.MEMORY_AND_DISK()));
    spark.run(() -> rdd.map(new Greeting(stamp)).collect());
    // Kept as partitions from here on; the driver's copy is there for the next one that asks.
    sent.forEach(shard -> shard.unpersist(false));
    return new Shards(rdd, members, new HashSet<>(clients.keySet()));
  }

  /**
   * Refuses a stranger.
   *
   * @throws IllegalArgumentException if no shard has it
   */
  void requireKnown(String client) {
    if (!known.contains(client)) {
      throw new IllegalArgumentException(
          "client: %s (expected: one of this cohort)".formatted(client));
    }
  }
}
