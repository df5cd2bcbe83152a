package dev.headwater.vision.features;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.training.FeatureRows;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.digests.PictureKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The features of an ordered list of pictures, read from mapped files: a table of a million rows
 * needs little memory. Immutable, safe from any thread.
 */
public final class FeatureTable {
  private final int features;
  private final List<Picture> pictures;
  private final int[] labels;
  private final Row[] rows;

  /** Takes over arrays that nobody writes to any more, all of one length. */
  FeatureTable(int features, List<Picture> pictures, int[] labels, Row[] rows) {
    this.features = features;
    this.pictures = List.copyOf(pictures);
    this.labels = labels;
    this.rows = rows;
  }

  /** Number of pictures, N. */
  public int size() {
    return rows.length;
  }

  /** Length of one vector, F. */
  public int features() {
    return features;
  }

  /** The picture of row {@code i}, for its name and its user. */
  public Picture picture(int i) {
    return pictures.get(i);
  }

  /**
   * SHA-256 of the pictures' bytes with their labels, in hex; their order, their names and the
   * backbone do not matter.
   */
  public String digest() {
    Labelled[] all = new Labelled[rows.length];
    Arrays.parallelSetAll(all, i -> new Labelled(key(i), pictures.get(i).label()));
    Arrays.parallelSort(all);
    MessageDigest digest = Sha256.digest();
    for (Labelled one : all) {
      digest.update(one.key().hex());
      digest.update((" " + one.label() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What the digest knows of a picture. */
  private record Labelled(PictureKey key, String label) implements Comparable<Labelled> {
    @Override
    public int compareTo(Labelled other) {
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : label.compareTo(other.label);
    }
  }

  private PictureKey key(int i) {
    return rows[i].rows().keys().get(rows[i].index());
  }

  /** The class index of row {@code i}. */
  public int label(int i) {
    return labels[i];
  }

  /**
   * {@return some of the vectors, which stay where they are, without the pictures}
   *
   * @param chosen rows of this table, in the order in which the result counts them
   */
  public FeatureRows vectors(int[] chosen) {
    Row[] own = new Row[chosen.length];
    Arrays.setAll(own, i -> rows[chosen[i]]);
    return (row, into, offset) -> own[row].rows().copy(own[row].index(), into, offset);
  }
}
