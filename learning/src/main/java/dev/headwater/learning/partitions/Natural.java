package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** One client a user, as the data says; a random choice of them where fewer are asked for. */
public record Natural() implements Partition {
  static final String NAME = "natural";

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    SortedMap<String, List<Integer>> owned = new TreeMap<>();
    for (int i = 0; i < data.size(); i++) {
      String user = data.users().get(i);
      if (user == null) {
        throw new IllegalArgumentException(
            "partition: natural needs to know who made each picture (expected: an index.csv with a user column, or the demo)");
      }
      owned.computeIfAbsent(user, name -> new ArrayList<>()).add(i);
    }
    if (clients > owned.size()) {
      throw new IllegalArgumentException(
          "clients: %d for %d users (expected: at most %d with a natural partition)"
              .formatted(clients, owned.size(), owned.size()));
    }
    List<List<Integer>> byUser = List.copyOf(owned.values());
    int[] order = IntStream.range(0, byUser.size()).toArray();
    random.shuffle(order);
    int[] owners = new int[data.size()];
    Arrays.fill(owners, LEFT_OUT);
    for (int k = 0; k < clients; k++) {
      for (int i : byUser.get(order[k])) {
        owners[i] = k;
      }
    }
    return owners;
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public boolean byUser() {
    return true;
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
      super(NAME, "", "a client for each user that the data names", a -> new Natural());
    }
  }
}
