package dev.headwater.simulations.data;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.learning.partition.Splitter;
import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.Natural;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.features.FeatureTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels and users of pictures, which a split needs.
 *
 * @param labels class indices
 * @param users the user who made each picture, null if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // ownership is transferred; never compared
public record Labelled(int[] labels, List<@Nullable String> users) {
  /** Number of simulated clients if neither the user nor the data determines it. */
  public static final int DEFAULT_CLIENTS = 50;

  /**
   * {@return labels and users of the rows of a table}
   *
   * @param table in whose order they are
   */
  public static Labelled of(FeatureTable table) {
    int[] labels = new int[table.size()];
    List<@Nullable String> users = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = table.label(i);
      users.add(table.picture(i).user());
    }
    return new Labelled(labels, users);
  }

  /**
   * {@return labels and users of pictures that have not been read yet}
   *
   * @param pictures in whose order they are
   * @param names class names; a class index is a position. Every picture's label must be among them
   */
  public static Labelled of(List<Picture> pictures, List<String> names) {
    List<@Nullable String> users = new ArrayList<>();
    pictures.forEach(picture -> users.add(picture.user()));
    Map<String, Integer> classes = new HashMap<>();
    for (int c = 0; c < names.size(); c++) {
      classes.putIfAbsent(names.get(c), c);
    }
    return new Labelled(
        pictures.stream().mapToInt(picture -> classes.getOrDefault(picture.label(), -1)).toArray(),
        users);
  }

  /** Whether every split of both is the same. */
  boolean isLike(Labelled other) {
    return Arrays.equals(labels, other.labels) && users.equals(other.users);
  }

  /**
   * Splits the pictures.
   *
   * @param partition who gets which pictures
   * @param classes number of classes
   * @param clients how many, null for every user of a split by user, else {@link #DEFAULT_CLIENTS}
   * @param seed of the random choices
   * @return positions in {@link #labels}, by client
   * @throws UserDataException if the split cannot be made
   */
  public Split split(Partition partition, int classes, @Nullable Integer clients, long seed) {
    return UserInput.valid(
        () -> {
          Splitter splitter = new Splitter(labels, classes, users, seed);
          int usual =
              partition.byUser()
                  ? Math.max(1, splitter.users())
                  : Math.min(
                      DEFAULT_CLIENTS,
                      partition instanceof UserGroups && splitter.users() > 0
                          ? splitter.users()
                          : labels.length);
          return splitter.split(partition, clients == null ? usual : clients);
        });
  }

  /**
   * {@return the user of every picture}
   *
   * @throws UserDataException if a picture has none
   */
  public List<String> requireUsers() {
    List<String> known = new ArrayList<>();
    for (String user : users) {
      if (user == null) {
        throw new UserDataException(
            "privacy: user, and it is not known whose picture %d of %d is (expected: data that names users, such as an index.csv with a user column)"
                .formatted(known.size() + 1, users.size()));
      }
      known.add(user);
    }
    return known;
  }

  /**
   * Refuses a split in which one user is at more clients than declared.
   *
   * @param split of these pictures
   * @param most clients of one user, at least 1
   * @throws UserDataException naming a user that is at more
   */
  public void requireUsersWithin(Split split, int most) {
    List<String> known = requireUsers();
    Map<String, Integer> clients = new HashMap<>();
    split
        .clients()
        .values()
        .forEach(
            rows ->
                Arrays.stream(rows)
                    .mapToObj(known::get)
                    .distinct()
                    .forEach(user -> clients.merge(user, 1, Integer::sum)));
    clients.forEach(
        (user, at) -> {
          if (at > most) {
            throw new UserDataException(
                "user-clients: %d, and user %s is at %d clients (expected: --partition by-user, which keeps users whole, or --user-clients %d or more)"
                    .formatted(most, user, at, at));
          }
        });
  }

  /**
   * {@return the default partition: natural if every picture has a user, else Dirichlet with alpha
   * 0.5}
   *
   * @param pictures to train on; without any it is Dirichlet
   */
  public static Partition usual(List<Picture> pictures) {
    boolean known = pictures.stream().allMatch(picture -> picture.user() != null);
    return known && !pictures.isEmpty() ? new Natural() : new Dirichlet(0.5);
  }
}
