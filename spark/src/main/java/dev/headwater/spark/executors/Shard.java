package dev.headwater.spark.executors;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.training.Examples;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one partition and their examples, as plain arrays. An executor keeps it between
 * rounds, and makes {@link ClientExamples} of it once; both share the arrays.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1;

  private final int number;
  private final String[] names;
  private final Rows[] train;
  private final Rows[] heldOut;
  private transient @Nullable SortedMap<String, ClientExamples> clients;

  /** Examples of one client; {@code users} is empty where it is not known whose they are. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Rows(float[] features, int[] labels, int width, int[] users)
      implements Serializable {
    private static final long serialVersionUID = 1;

    static Rows of(Examples examples) {
      int[] labels = new int[examples.size()];
      Arrays.setAll(labels, examples::label);
      int[] users = new int[examples.users().isEmpty() ? 0 : labels.length];
      for (int user = 0; user < examples.users().size(); user++) {
        for (int position : examples.users().get(user)) {
          users[position] = user;
        }
      }
      return new Rows(examples.matrix(), labels, examples.width(), users);
    }

    /** Users are numbered in the order of their first example, which names keep. */
    Examples examples() {
      Examples examples = new Examples(features, labels, width);
      return users.length == 0
          ? examples
          : examples.ofUsers(Arrays.stream(users).mapToObj(String::valueOf).toList());
    }
  }

  /**
   * The shard of these clients.
   *
   * @param number its place among the shards, from 0
   * @param clients by name; their arrays are shared, not copied
   */
  public Shard(int number, SortedMap<String, ClientExamples> clients) {
    this.number = number;
    this.names = clients.keySet().toArray(String[]::new);
    List<Rows> train = new ArrayList<>();
    List<Rows> heldOut = new ArrayList<>();
    clients
        .values()
        .forEach(
            client -> {
              train.add(Rows.of(client.train()));
              heldOut.add(Rows.of(client.heldOut()));
            });
    this.train = train.toArray(Rows[]::new);
    this.heldOut = heldOut.toArray(Rows[]::new);
  }

  /** Its place among the shards, from 0. */
  int number() {
    return number;
  }

  /** The clients by name. */
  synchronized SortedMap<String, ClientExamples> clients() {
    if (clients == null) {
      SortedMap<String, ClientExamples> made = new TreeMap<>();
      for (int i = 0; i < names.length; i++) {
        made.put(names[i], new ClientExamples(train[i].examples(), heldOut[i].examples()));
      }
      clients = Collections.unmodifiableSortedMap(made);
    }
    return clients;
  }
}
