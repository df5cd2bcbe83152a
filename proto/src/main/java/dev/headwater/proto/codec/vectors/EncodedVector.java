package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.compression.Float16;
import dev.headwater.learning.compression.Int8;
import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.proto.Protocol;
import dev.headwater.v1.Encoding;
import dev.headwater.v1.Part;
import dev.headwater.v1.VectorHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vector as it is sent: a header, then parts of {@link Protocol#PART_BYTES} bytes each, except
 * for the last. Immutable: one value serves all streams.
 *
 * @param header announces it
 * @param parts in order, at least one
 */
public record EncodedVector(VectorHeader header, List<Part> parts) {

  /** {@code values} in the encoding of the vector that they are summed in. */
  public static EncodedVector of(SumSchema.Vector vector, Values values) {
    Layout layout = vector.layout();
    if (!(values instanceof Values.Reals reals)) {
      return int64(layout, ((Values.Integers) values).units());
    }
    return vector.compression() instanceof Coded coded
        ? coded(layout, coded, reals.values())
        : float32(layout, FloatBuffer.wrap(reals.values()));
  }

  private static EncodedVector coded(Layout layout, Coded coded, float[] values) {
    requireSize(layout, values.length);
    byte[] bytes = coded.encode(values);
    MessageDigest sha = Sha256.digest();
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += Protocol.PART_BYTES) {
      int to = Math.min(bytes.length, from + Protocol.PART_BYTES);
      parts.add(part(parts.size(), Arrays.copyOfRange(bytes, from, to), sha));
    }
    return new EncodedVector(header(layout, encoding(coded), sha, parts), List.copyOf(parts));
  }

  /** What a header says of vectors of real numbers in this form. */
  static Encoding encoding(Compression compression) {
    if (compression instanceof Float16) {
      return Encoding.FLOAT16;
    }
    if (compression instanceof Int8) {
      return Encoding.INT8;
    }
    return compression instanceof TopK ? Encoding.TOP_K : Encoding.FLOAT32;
  }

  private static EncodedVector int64(Layout layout, long[] units) {
    requireSize(layout, units.length);
    MessageDigest sha = Sha256.digest();
    List<Part> parts = new ArrayList<>();
    int most = Protocol.PART_BYTES / Long.BYTES;
    for (int from = 0; from < units.length; from += most) {
      int count = Math.min(units.length - from, most);
      byte[] bytes = new byte[count * Long.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(units, from, count);
      parts.add(part(parts.size(), bytes, sha));
    }
    return new EncodedVector(header(layout, Encoding.INT64, sha, parts), List.copyOf(parts));
  }

  private static void requireSize(Layout layout, int values) {
    if (values != layout.size()) {
      throw new IllegalArgumentException(
          "vector: %d values (expected: %d, as the layout says)".formatted(values, layout.size()));
    }
  }

  private static Part part(int index, byte[] bytes, MessageDigest sha) {
    sha.update(bytes);
    return Part.newBuilder()
        .setIndex(index)
        .setData(UnsafeByteOperations.unsafeWrap(bytes)) // the array is not shared
        .build();
  }

  private static VectorHeader header(
      Layout layout, Encoding encoding, MessageDigest sha, List<Part> parts) {
    return VectorHeader.newBuilder()
        .setLayoutHash(LayoutCodec.hash(layout))
        .setEncoding(encoding)
        .setValueCount(layout.size())
        .setDigest(ByteString.copyFrom(sha.digest()))
        .setParts(parts.size())
        .build();
  }

  /**
   * Little-endian float32.
   *
   * @param values {@code [layout.size()]}, read from position 0
   */
  public static EncodedVector float32(Layout layout, FloatBuffer values) {
    FloatBuffer rest = values.duplicate().rewind();
    requireSize(layout, rest.remaining());
    MessageDigest sha = Sha256.digest();
    List<Part> parts = new ArrayList<>();
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), Protocol.PART_BYTES / Float.BYTES);
      byte[] bytes = new byte[count * Float.BYTES];
      FloatBuffer slice = rest.slice().limit(count);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(slice);
      rest.position(rest.position() + count);
      parts.add(part(parts.size(), bytes, sha));
    }
    return new EncodedVector(header(layout, Encoding.FLOAT32, sha, parts), List.copyOf(parts));
  }
}
