package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.compression.Uncompressed;
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
import java.util.BitSet;

/**
 * Assembles a vector from its parts, in any order; a repeated part counts once. Holds the vector's
 * bytes from the first part on. Not thread-safe.
 */
public final class VectorAssembly {
  private final VectorHeader header;
  private final Layout layout;
  private final boolean integers;
  private final Compression compression;
  private final long bytes;
  private final BitSet received = new BitSet();
  private byte[] values = new byte[0];

  /** Ready for the parts of a vector of float32 that {@code header} announces. */
  public VectorAssembly(VectorHeader header, Layout layout) {
    this(header, layout, false, Uncompressed.NONE);
  }

  /**
   * Ready for the parts that {@code header} announces.
   *
   * @param vector what it must be, and how it is encoded
   * @throws IllegalArgumentException if the header announces anything else
   */
  public VectorAssembly(VectorHeader header, SumSchema.Vector vector) {
    this(header, vector.layout(), vector.integers(), vector.compression());
  }

  private VectorAssembly(
      VectorHeader header, Layout layout, boolean integers, Compression compression) {
    LayoutCodec.requireHash(header.getLayoutHash(), layout);
    Encoding expected = integers ? Encoding.INT64 : EncodedVector.encoding(compression);
    if (header.getEncoding() != expected) {
      throw new IllegalArgumentException(
          "encoding: %s (expected: %s, the one that this version reads here)"
              .formatted(
                  header.getEncoding() == Encoding.UNRECOGNIZED
                      ? "number " + header.getEncodingValue()
                      : header.getEncoding(),
                  expected));
    }
    if (header.getValueCount() != layout.size()) {
      throw new IllegalArgumentException(
          "value count: %s (expected: %d)"
              .formatted(Long.toUnsignedString(header.getValueCount()), layout.size()));
    }
    this.bytes = integers ? (long) layout.size() * Long.BYTES : compression.bytes(layout.size());
    int parts = Protocol.parts(bytes);
    if (header.getParts() != parts) {
      throw new IllegalArgumentException(
          "parts: %s (expected: %d of at most %d bytes for %d values)"
              .formatted(
                  Integer.toUnsignedString(header.getParts()),
                  parts,
                  Protocol.PART_BYTES,
                  layout.size()));
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "vector: %d bytes (expected: at most 2^31)".formatted(bytes));
    }
    this.header = header;
    this.layout = layout;
    this.integers = integers;
    this.compression = compression;
  }

  /** What was announced. */
  public VectorHeader header() {
    return header;
  }

  /** Adds one part; an error message names it. */
  public void add(Part part) {
    int index = part.getIndex();
    if (index < 0 || index >= header.getParts()) {
      throw new IllegalArgumentException(
          "part: number %s (expected: 0 to %d)"
              .formatted(Integer.toUnsignedString(index), header.getParts() - 1));
    }
    int from = index * Protocol.PART_BYTES;
    int count = (int) Math.min(bytes - from, Protocol.PART_BYTES);
    if (part.getData().size() != count) {
      throw new IllegalArgumentException(
          "part %d: %d bytes (expected: %d)".formatted(index, part.getData().size(), count));
    }
    if (values.length == 0) {
      values = new byte[(int) bytes];
    }
    if (!received.get(index)) {
      part.getData().copyTo(values, from);
      received.set(index);
    }
  }

  /** Whether all parts have arrived. */
  public boolean complete() {
    return received.cardinality() == header.getParts();
  }

  /**
   * The values, whose ownership is transferred; call once, when complete.
   *
   * @throws IllegalArgumentException if they do not have the announced digest, are no encoding, or
   *     one that is not compressed is not a finite number; of compressed ones the gathering looks
   *     for that
   */
  public Values finish() {
    if (!complete()) {
      throw new IllegalStateException(
          "vector: %d of %d parts are there".formatted(received.cardinality(), header.getParts()));
    }
    ByteString digest = ByteString.copyFrom(Sha256.digest().digest(values));
    if (!digest.equals(header.getDigest())) {
      throw new IllegalArgumentException(
          "digest: the values have %s (expected: %s, as announced; send them again)"
              .formatted(LayoutCodec.hex(digest), LayoutCodec.hex(header.getDigest())));
    }
    if (compression instanceof Coded coded) {
      float[] decoded = coded.decode(values, layout.size());
      values = new byte[0];
      return new Values.Reals(decoded);
    }
    ByteBuffer little = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    if (integers) {
      long[] units = new long[layout.size()];
      little.asLongBuffer().get(units);
      values = new byte[0];
      return new Values.Integers(units);
    }
    float[] floats = new float[layout.size()];
    little.asFloatBuffer().get(floats);
    values = new byte[0];
    requireFinite(floats);
    return new Values.Reals(floats);
  }

  /** As {@link #finish}, of float32. */
  public float[] floats() {
    if (finish() instanceof Values.Reals reals) {
      return reals.values();
    }
    throw new IllegalStateException("vector: integers (expected: float32)");
  }

  private static void requireFinite(float[] floats) {
    for (int j = 0; j < floats.length; j++) {
      if (!Float.isFinite(floats[j])) {
        throw new IllegalArgumentException(
            "value %d: %s (expected: a finite number)".formatted(j, floats[j]));
      }
    }
  }
}
