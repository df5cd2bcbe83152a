package dev.headwater.learning.partition;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries out a {@link Partition} on the labels of a data set, and checks what it does. */
public final class Splitter {
  private final DataSet data;
  private final long seed;

  /**
   * A splitter for one data set.
   *
   * @param labels class index of every example, in [0, classes); copied
   * @param classes number of classes
   * @param users the user who made each example, null if unknown; as long as {@code labels}
   * @param seed of the run
   * @throws IllegalArgumentException for users of another length or a label outside [0, classes)
   */
  public Splitter(int[] labels, int classes, Collection<@Nullable String> users, long seed) {
    this.data = new DataSet(labels.clone(), classes, new ArrayList<>(users));
    this.seed = seed;
  }

  /** {@return the number of distinct users, 0 if the data names none} */
  public int users() {
    return data.distinctUsers();
  }

  /**
   * {@return the examples of each client, at least one each; by user the clients have the users'
   * names, otherwise those that {@link #name} gives}
   *
   * @param partition says who gets what
   * @param clients how many, from 1 to the number of examples; splits by user need exactly as many
   *     as there are users, or fewer to use only some of them
   * @throws IllegalArgumentException if the split cannot be made, saying what would make it
   *     possible; or if the partition leaves out an example or a client
   */
  public Split split(Partition partition, int clients) {
    if (clients < 1 || clients > data.size()) {
      throw new IllegalArgumentException(
          "clients: %d for %d examples (expected: 1 to %d, so that everybody has one)"
              .formatted(clients, data.size(), data.size()));
    }
    int[] owners =
        partition.assign(data.copy(), clients, KeyedRandom.of(seed, 0, "", Purpose.PARTITION));
    List<int[]> held = held(partition, owners, clients);
    SortedMap<String, int[]> named = new TreeMap<>();
    for (int k = 0; k < clients; k++) {
      String name = partition.byUser() ? user(partition, k, held.get(k)) : name(k, clients);
      if (named.put(name, held.get(k)) != null) {
        throw refused(partition, "two clients for user " + name, "one for each user");
      }
    }
    return new Split(named);
  }

  /** What each client has, ascending; refuses assignments that are none. */
  private List<int[]> held(Partition partition, int @Nullable [] owners, int clients) {
    if (owners == null || owners.length != data.size()) {
      throw refused(
          partition,
          owners == null ? "nothing" : "clients for %d examples".formatted(owners.length),
          "one client for each of %d examples".formatted(data.size()));
    }
    int[] sizes = new int[clients];
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] == Partition.LEFT_OUT && partition.byUser()) {
        continue;
      }
      if (owners[i] < 0 || owners[i] >= clients) {
        throw refused(
            partition,
            "client %d for example %d".formatted(owners[i], i),
            "0 to %d; every example goes to a client".formatted(clients - 1));
      }
      sizes[owners[i]]++;
    }
    List<int[]> held = new ArrayList<>();
    for (int k = 0; k < clients; k++) {
      if (sizes[k] == 0) {
        throw refused(
            partition, "no example for client %d of %d".formatted(k, clients), "at least one each");
      }
      held.add(new int[sizes[k]]);
    }
    int[] next = new int[clients];
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] != Partition.LEFT_OUT) {
        held.get(owners[i])[next[owners[i]]++] = i;
      }
    }
    return held;
  }

  /** Whose examples these are. */
  private String user(Partition partition, int client, int[] examples) {
    String user = data.users().get(examples[0]);
    for (int example : examples) {
      if (user == null || !user.equals(data.users().get(example))) {
        throw refused(
            partition,
            "client %d examples of several users or of none".formatted(client),
            "one user");
      }
    }
    return String.valueOf(user);
  }

  private static IllegalArgumentException refused(
      Partition partition, String what, String expected) {
    return new IllegalArgumentException(
        "partition: %s gives %s (expected: %s)".formatted(partition.spec(), what, expected));
  }

  /**
   * {@return a name such as {@code client-007}, wide enough for all, so that names sort as numbers
   * do}
   *
   * @param client from 0
   * @param clients how many there are, above {@code client}
   */
  public static String name(int client, int clients) {
    int digits = Math.max(3, String.valueOf(clients - 1).length());
    String number = Integer.toString(client);
    return "client-" + "0".repeat(digits - number.length()) + number;
  }
}
