package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The users that the data names, dealt out to clients one after the other in random order. */
public record UserGroups() implements Partition {
  static final String NAME = "by-user";

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    TreeSet<String> users = new TreeSet<>();
    for (String user : data.users()) {
      if (user == null) {
        throw new IllegalArgumentException(
            "partition: groups of users need to know who made each picture (expected: an index.csv with a user column, or the demo)");
      }
      users.add(user);
    }
    if (clients > users.size()) {
      throw new IllegalArgumentException(
          "clients: %d for %d users (expected: at most as many)".formatted(clients, users.size()));
    }
    List<String> names = new ArrayList<>(users);
    int[] order = IntStream.range(0, names.size()).toArray();
    random.shuffle(order);
    Map<String, Integer> client = new TreeMap<>();
    for (int i = 0; i < order.length; i++) {
      client.put(names.get(order[i]), i % clients);
    }
    return data.users().stream().mapToInt(client::get).toArray();
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
      super(
          NAME,
          "",
          "whole users that the data names, dealt out to clients",
          arguments -> new UserGroups());
    }
  }
}
