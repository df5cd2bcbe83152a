package dev.headwater.learning.partition;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Applies a {@link Partition} to the labels of a data set. */
public final class Splitter {
  private final int[] labels;
  private final int classes;
  private final List<@Nullable String> users;
  private final long seed;

  /**
   * A splitter for one data set.
   *
   * @param labels class index of every example, in [0, classes)
   * @param classes number of classes
   * @param users the user who made each example, null if unknown; as long as {@code labels}
   * @param seed of the run
   */
  public Splitter(int[] labels, int classes, Collection<@Nullable String> users, long seed) {
    if (users.size() != labels.length) {
      throw new IllegalArgumentException(
          "split: %d users for %d examples (expected: the same)"
              .formatted(users.size(), labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "split: label %d of example %d (expected: 0 to %d)"
                .formatted(labels[i], i, classes - 1));
      }
    }
    this.labels = labels.clone();
    this.classes = classes;
    this.users = Collections.unmodifiableList(new ArrayList<>(users));
    this.seed = seed;
  }

  /** Number of distinct users, 0 if the data names none. */
  public int users() {
    return (int) users.stream().filter(Objects::nonNull).distinct().count();
  }

  /**
   * Splits the data set.
   *
   * @param clients number of clients; natural splits need exactly as many as there are users, or
   *     fewer to use only some of them
   * @throws IllegalArgumentException if the split is impossible; the message says what would make
   *     it possible
   */
  public Split split(Partition partition, int clients) {
    if (clients < 1 || clients > labels.length) {
      throw new IllegalArgumentException(
          "clients: %d for %d examples (expected: 1 to %d, so that everybody has one)"
              .formatted(clients, labels.length, labels.length));
    }
    if (partition instanceof Partition.Natural) {
      return natural(clients);
    }
    KeyedRandom random = KeyedRandom.of(seed, 0, "", Purpose.PARTITION);
    Bins bins = new Bins(labels, classes, clients, random);
    if (partition instanceof Partition.Iid) {
      bins.deal(bins.equalSizes());
    } else if (partition instanceof Partition.LogNormal p) {
      bins.deal(bins.logNormalSizes(p.sigma()));
    } else if (partition instanceof Partition.Shards p) {
      bins.shards(p.perClient());
    } else if (partition instanceof Partition.Pathological p) {
      bins.pathological(p.classesPerClient());
    } else if (partition instanceof Partition.Dirichlet p) {
      bins.dirichlet(p.alpha());
    }
    bins.feedTheEmpty();
    SortedMap<String, int[]> named = new TreeMap<>();
    for (int k = 0; k < clients; k++) {
      named.put(name(k, clients), bins.sorted(k));
    }
    return new Split(named);
  }

  /** {@code client-007}: zero-padded, so that names sort in the order of their numbers. */
  public static String name(int client, int clients) {
    int digits = Math.max(3, String.valueOf(clients - 1).length());
    String number = Integer.toString(client);
    return "client-" + "0".repeat(digits - number.length()) + number;
  }

  private Split natural(int clients) {
    SortedMap<String, List<Integer>> owned = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      String user = users.get(i);
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
    List<Map.Entry<String, List<Integer>>> owners = List.copyOf(owned.entrySet());
    int[] order = IntStream.range(0, owners.size()).toArray();
    KeyedRandom.of(seed, 0, "", Purpose.PARTITION).shuffle(order);
    SortedMap<String, int[]> named = new TreeMap<>();
    for (int k = 0; k < clients; k++) {
      Map.Entry<String, List<Integer>> owner = owners.get(order[k]);
      named.put(owner.getKey(), owner.getValue().stream().mapToInt(Integer::intValue).toArray());
    }
    return new Split(named);
  }
}
