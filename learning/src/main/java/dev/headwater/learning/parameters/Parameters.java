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

  /**
   * {@return all zeros, the start of a softmax head: its loss is convex, so no random start is
   * needed}
   *
   * @param layout names and shapes of the values
   */
  public static Parameters zeros(Layout layout) {
    return new Parameters(layout, new float[layout.size()]);
  }

  /**
   * {@return parameters with a copy of {@code values}}
   *
   * @param layout names and shapes of the values
   * @param values {@code [layout.size()]}, flat, in the order of the layout
   * @throws IllegalArgumentException if {@code values} has another length
   */
  public static Parameters copyOf(Layout layout, float[] values) {
    return new Parameters(layout, values.clone());
  }

  /**
   * {@return parameters that own {@code values}: the caller must never write to the array again}
   *
   * @param layout names and shapes of the values
   * @param values {@code [layout.size()]}, flat, in the order of the layout
   * @throws IllegalArgumentException if {@code values} has another length
   */
  public static Parameters owning(Layout layout, float[] values) {
    return new Parameters(layout, values);
  }

  /** {@return the names and shapes of the values, in the order of the flat vector} */
  public Layout layout() {
    return layout;
  }

  /** {@return the number of values, {@code layout().size()}} */
  public int size() {
    return values.length;
  }

  /**
   * {@return the value at a flat position}
   *
   * @param position from 0 to {@code size() - 1}
   */
  public float get(int position) {
    return values[position];
  }

  /** {@return a fresh copy of the flat vector, {@code [size()]}} */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * {@return the flat vector itself, {@code [size()]}, only for the kernels of this module; not to
   * be written to}
   */
  public float[] values() {
    return values;
  }

  /** {@return a read-only view of the flat vector, {@code [size()]}, without a copy} */
  public FloatBuffer view() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /**
   * {@return a fresh copy of the values of one tensor, in row-major order}
   *
   * @param name the tensor's name in the layout
   * @throws IllegalArgumentException if the layout has no tensor of this name
   */
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

  /**
   * {@return SHA-256, as 64 lower-case hex digits, of the values as little-endian float32: the
   * digest of a round}
   */
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
