package dev.headwater.simulations.nodes;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.partition.Holdout;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.features.FeatureTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One client's pictures as features, a part of them held out: the same on a node and where a run is
 * computed again.
 *
 * @param train what it trains on
 * @param heldOut what it keeps out of training
 * @param digest of its pictures
 */
public record PreparedPictures(LabelledFeatures train, LabelledFeatures heldOut, String digest) {

  /**
   * {@return the pictures of a client}
   *
   * @param pictures all that it has
   * @param loader of the features; takes up what there is to say about the pictures
   * @param users whether it holds out whole users
   * @param holdout share that it keeps out of training, in [0, 1)
   * @param seed of the run
   * @param name of the client
   * @throws dev.headwater.files.UserDataException if too many cannot be read, or one names no user
   *     where users count
   * @throws InterruptedException if the thread is interrupted
   */
  public static PreparedPictures of(
      PictureSet pictures, DataLoader loader, boolean users, double holdout, long seed, String name)
      throws InterruptedException {
    loader.note(pictures);
    FeatureTable table = loader.features(pictures.train(), pictures.labels(), "own pictures");
    List<String> whose = users ? Labelled.of(table).requireUsers() : List.of();
    Holdout parts =
        users
            ? Holdout.byUser(whose, holdout, seed, name)
            : Holdout.of(table.size(), holdout, seed, name);
    return new PreparedPictures(
        labelled(table, parts.train(), whose),
        labelled(table, parts.heldOut(), whose),
        table.digest());
  }

  private static LabelledFeatures labelled(FeatureTable table, int[] rows, List<String> users) {
    return new LabelledFeatures(
        DataLoader.examples(table, rows),
        IntStream.of(rows).mapToObj(row -> table.picture(row).label()).toList(),
        users.isEmpty() ? users : IntStream.of(rows).mapToObj(users::get).toList());
  }

  /**
   * {@return the same with class indices}
   *
   * @param labels class names in the head's order
   * @throws IllegalArgumentException if a picture is of another class
   */
  public ClientExamples indexed(List<String> labels) {
    Map<String, Integer> indexOf = new HashMap<>();
    labels.forEach(label -> indexOf.put(label, indexOf.size()));
    return new ClientExamples(train.indexed(indexOf), heldOut.indexed(indexOf));
  }
}
