package dev.headwater.vision.features;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.digests.PictureKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
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
    List<String> all = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      ByteBuffer key = ByteBuffer.allocate(PictureKey.BYTES);
      rows[i].rows().keys().get(rows[i].index()).write(key);
      all.add(HexFormat.of().formatHex(key.array()) + " " + pictures.get(i).label() + "\n");
    }
    all.sort(Comparator.naturalOrder());
    return Sha256.hex(String.join("", all).getBytes(StandardCharsets.UTF_8));
  }

  /** The class index of row {@code i}. */
  public int label(int i) {
    return labels[i];
  }

  /**
   * Copies one vector.
   *
   * @param i row, from 0 to {@code size() - 1}
   * @param into receives {@code [F]} from {@code offset} on
   */
  public void copyRow(int i, float[] into, int offset) {
    rows[i].rows().copy(rows[i].index(), into, offset);
  }
}
