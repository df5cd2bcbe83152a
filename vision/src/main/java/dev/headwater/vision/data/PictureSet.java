package dev.headwater.vision.data;

import dev.headwater.learning.names.Alike;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A data set: class names and its pictures, in canonical order.
 *
 * @param name short name for reports, such as the file's name
 * @param labels class names; a picture's class index is its label's position here. Sorted, unless
 *     the source fixes an order
 * @param train pictures to train on, ordered by (class index, name)
 * @param test held-out pictures in the same order, empty where the source has none
 * @param notes sentences for the user: what was left out, or taken for what
 */
public record PictureSet(
    String name, List<String> labels, List<Picture> train, List<Picture> test, List<String> notes) {

  /** Copies the lists, and composes the labels as {@link Picture} does. */
  public PictureSet {
    labels = labels.stream().map(Alike::composed).distinct().toList();
    train = List.copyOf(train);
    test = List.copyOf(test);
    notes = List.copyOf(notes);
  }

  /** A set of which there is nothing more to say. */
  public PictureSet(String name, List<String> labels, List<Picture> train, List<Picture> test) {
    this(name, labels, train, test, List.of());
  }

  /**
   * Pictures to train on, in any order; classes are sorted by name.
   *
   * @param name short name for reports
   */
  public static PictureSet of(String name, List<Picture> pictures) {
    List<String> labels = pictures.stream().map(Picture::label).distinct().sorted().toList();
    List<Picture> ordered =
        pictures.stream()
            .sorted(Comparator.comparing(Picture::label).thenComparing(Picture::name))
            .toList();
    return new PictureSet(name, labels, ordered, List.of());
  }

  /** The last part of a path, also of {@code .} and {@code ..}. */
  public static String nameOf(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }
}
