package dev.headwater.learning.parameters;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The values of a {@link Layout}: one flat {@code float[layout.size()]} that this object owns.
 * Immutable.
 *
 * <p>Everything after training (sums, privacy, the wire, digests) sees only the flat vector and the
 * layout's hash, so a head, the last blocks and a whole model are all handled alike.
 */
public final class Parameters {
  private final Layout layout;
  private final float[] values;

  private Parameters(Layout layout, float[] values) {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "parameters: %d values (expected: %d, as the layout says)"
              .formatted(values.length, layout.size()));
    }
    this.layout = layout;
    this.values = values;
  }

  /** All zeros, the start of a softmax head: its loss is convex, so no random start is needed. */
  public static Parameters zeros(Layout layout) {
    return new Parameters(layout, new float[layout.size()]);
  }

  /** A copy of {@code values}, which must have the layout's size. */
  public static Parameters copyOf(Layout layout, float[] values) {
    return new Parameters(layout, values.clone());
  }

  /** Takes ownership of {@code values}: the caller must never write to it again. */
  public static Parameters owning(Layout layout, float[] values) {
    return new Parameters(layout, values);
  }

  /** The layout of the values. */
  public Layout layout() {
    return layout;
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  /** The value at a flat position. */
  public float get(int position) {
    return values[position];
  }

  /** A fresh copy of the flat vector. */
  public float[] toArray() {
    return values.clone();
  }

  /** A read-only view of the flat vector. */
  public FloatBuffer view() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** The values of one tensor, in row-major order. */
  public float[] tensor(String name) {
    int offset = 0;
    for (TensorSpec spec : layout.tensors()) {
      if (spec.name().equals(name)) {
        return Arrays.copyOfRange(values, offset, offset + spec.size());
      }
      offset += spec.size();
    }
    throw new IllegalArgumentException(
        "parameters: no tensor %s (expected one of: %s)".formatted(name, layout.tensors()));
  }

  /** SHA-256, in hex, of the values as little-endian float32: the digest of a round. */
  public String digest() {
    MessageDigest sha = Sha256.digest();
    int chunk = 1 << 14;
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * Math.min(chunk, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += chunk) {
      int count = Math.min(chunk, values.length - from);
      bytes.clear().asFloatBuffer().put(values, from, count);
      sha.update(bytes.array(), 0, 4 * count);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Bitwise equality of layout and values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters p
        && layout.equals(p.layout)
        && Arrays.equals(values, p.values);
  }

  @Override
  public int hashCode() {
    return 31 * layout.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Parameters[%d values, digest %s]".formatted(values.length, digest().substring(0, 12));
  }
}
