package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Protocol;
import dev.headwater.v1.Encoding;
import dev.headwater.v1.Part;
import dev.headwater.v1.VectorHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.BitSet;

/**
 * Puts a vector together from its parts, in any order; a part that comes twice is taken once. Holds
 * one {@code float[layout.size()]} from the first part on. Not thread-safe.
 */
public final class VectorAssembly {
  private final VectorHeader header;
  private final Layout layout;
  private final BitSet received = new BitSet();
  private float[] values = new float[0];

  /**
   * Ready for the parts that {@code header} announces.
   *
   * @param layout what the vector must be
   * @throws IllegalArgumentException if the header announces anything else
   */
  public VectorAssembly(VectorHeader header, Layout layout) {
    LayoutCodec.requireHash(header.getLayoutHash(), layout);
    if (header.getEncoding() != Encoding.FLOAT32) {
      throw new IllegalArgumentException(
          "encoding: %s (expected: FLOAT32, the one that this version reads)"
              .formatted(
                  header.getEncoding() == Encoding.UNRECOGNIZED
                      ? "number " + header.getEncodingValue()
                      : header.getEncoding()));
    }
    if (header.getValueCount() != layout.size()) {
      throw new IllegalArgumentException(
          "value count: %s (expected: %d)"
              .formatted(Long.toUnsignedString(header.getValueCount()), layout.size()));
    }
    int parts = Protocol.parts((long) layout.size() * Float.BYTES);
    if (header.getParts() != parts) {
      throw new IllegalArgumentException(
          "parts: %s (expected: %d of at most %d bytes for %d values)"
              .formatted(
                  Integer.toUnsignedString(header.getParts()),
                  parts,
                  Protocol.PART_BYTES,
                  layout.size()));
    }
    this.header = header;
    this.layout = layout;
  }

  /** What was announced. */
  public VectorHeader header() {
    return header;
  }

  /** Takes one part; the sentence of a refusal names it. */
  public void add(Part part) {
    int index = part.getIndex();
    if (index < 0 || index >= header.getParts()) {
      throw new IllegalArgumentException(
          "part: number %s (expected: 0 to %d)"
              .formatted(Integer.toUnsignedString(index), header.getParts() - 1));
    }
    int from = index * (Protocol.PART_BYTES / Float.BYTES);
    int count = Math.min(layout.size() - from, Protocol.PART_BYTES / Float.BYTES);
    if (part.getData().size() != count * Float.BYTES) {
      throw new IllegalArgumentException(
          "part %d: %d bytes (expected: %d)"
              .formatted(index, part.getData().size(), count * Float.BYTES));
    }
    if (values.length == 0) {
      values = new float[layout.size()];
    }
    if (!received.get(index)) {
      part.getData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values, from, count);
      received.set(index);
    }
  }

  /** Whether all parts are there. */
  public boolean complete() {
    return received.cardinality() == header.getParts();
  }

  /**
   * The values, handed over; call once, when complete.
   *
   * @throws IllegalArgumentException if they do not have the announced digest, or one is not a
   *     finite number
   */
  public float[] finish() {
    if (!complete()) {
      throw new IllegalStateException(
          "vector: %d of %d parts are there".formatted(received.cardinality(), header.getParts()));
    }
    ByteString digest = digestOf(values);
    if (!digest.equals(header.getDigest())) {
      throw new IllegalArgumentException(
          "digest: the values have %s (expected: %s, as announced; send them again)"
              .formatted(LayoutCodec.hex(digest), LayoutCodec.hex(header.getDigest())));
    }
    for (int j = 0; j < values.length; j++) {
      if (!Float.isFinite(values[j])) {
        throw new IllegalArgumentException(
            "value %d: %s (expected: a finite number)".formatted(j, values[j]));
      }
    }
    return values;
  }

  private static ByteString digestOf(float[] values) {
    MessageDigest sha = Sha256.digest();
    int chunk = Math.min(values.length, 1 << 14);
    ByteBuffer bytes = ByteBuffer.allocate(chunk * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += chunk) {
      int count = Math.min(chunk, values.length - from);
      bytes.clear().asFloatBuffer().put(values, from, count);
      sha.update(bytes.array(), 0, count * Float.BYTES);
    }
    return ByteString.copyFrom(sha.digest());
  }
}
