package dev.headwater.vision.features;

import dev.headwater.vision.digests.PictureKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Up to some number of feature vectors, {@code [count, features]}, float32 little endian. They
 * start in memory; once a segment file holds the same values, {@link #moveTo} switches reads to the
 * file and frees the memory, transparently to readers.
 */
final class Rows {
  private final int features;
  private final int capacity;
  private final List<PictureKey> keys;
  private volatile ByteBuffer bytes;
  private volatile FloatBuffer values;

  /** Room for {@code capacity} vectors in memory. */
  Rows(int features, int capacity) {
    this(
        features,
        capacity,
        new ArrayList<>(capacity),
        ByteBuffer.allocate(Math.multiplyExact(capacity, features * Float.BYTES)));
  }

  /** Vectors that are already there. */
  Rows(int features, List<PictureKey> keys, ByteBuffer bytes) {
    this(features, keys.size(), keys, bytes);
  }

  private Rows(int features, int capacity, List<PictureKey> keys, ByteBuffer bytes) {
    this.features = features;
    this.capacity = capacity;
    this.keys = keys;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.values = this.bytes.asFloatBuffer();
  }

  int features() {
    return features;
  }

  int count() {
    return keys.size();
  }

  boolean isFull() {
    return keys.size() == capacity;
  }

  /** Whose vectors these are, in order. */
  List<PictureKey> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** The vectors' bytes, from position to limit. */
  ByteBuffer bytes() {
    return bytes.slice(0, keys.size() * features * Float.BYTES);
  }

  /** One vector's bytes. */
  ByteBuffer bytes(int row) {
    return bytes.slice(row * features * Float.BYTES, features * Float.BYTES);
  }

  /**
   * Copies a vector in; the caller sees to it that one thread does so at a time.
   *
   * @return its row
   */
  int append(PictureKey key, FloatBuffer from, int position) {
    int row = keys.size();
    values.put(row * features, from, position, features);
    keys.add(key);
    return row;
  }

  void copy(int row, float[] into, int offset) {
    values.get(row * features, into, offset, features);
  }

  /** Reads from {@code other} from now on, which holds the same values. */
  void moveTo(Rows other) {
    bytes = other.bytes;
    values = other.values;
  }
}
