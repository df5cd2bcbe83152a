package dev.headwater.simulations.data;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.learning.partition.Splitter;
import dev.headwater.learning.partitions.Dirichlet;
import dev.headwater.learning.partitions.Natural;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.features.FeatureTable;
import java.util.ArrayList;
import java.util.List;
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

  /** Labels and users of the rows of a table. */
  public static Labelled of(FeatureTable table) {
    int[] labels = new int[table.size()];
    List<@Nullable String> users = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = table.label(i);
      users.add(table.picture(i).user());
    }
    return new Labelled(labels, users);
  }

  /** Labels and users of pictures that have not been read yet. */
  public static Labelled of(List<Picture> pictures, List<String> names) {
    List<@Nullable String> users = new ArrayList<>();
    pictures.forEach(picture -> users.add(picture.user()));
    return new Labelled(
        pictures.stream().mapToInt(picture -> names.indexOf(picture.label())).toArray(), users);
  }

  /**
   * Splits the pictures.
   *
   * @param clients how many, null for every user of a split by user, else {@link #DEFAULT_CLIENTS}
   * @throws UserDataException if the split cannot be made
   */
  public Split split(Partition partition, int classes, @Nullable Integer clients, long seed) {
    return UserInput.valid(
        () -> {
          Splitter splitter = new Splitter(labels, classes, users, seed);
          int usual =
              partition.byUser()
                  ? Math.max(1, splitter.users())
                  : Math.min(DEFAULT_CLIENTS, labels.length);
          return splitter.split(partition, clients == null ? usual : clients);
        });
  }

  /** The default partition: natural if every picture has a user. */
  public static Partition usual(List<Picture> pictures) {
    boolean known = pictures.stream().allMatch(picture -> picture.user() != null);
    return known && !pictures.isEmpty() ? new Natural() : new Dirichlet(0.5);
  }
}
