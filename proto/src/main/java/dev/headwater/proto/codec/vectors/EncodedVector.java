package dev.headwater.proto.codec.vectors;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Protocol;
import dev.headwater.v1.Encoding;
import dev.headwater.v1.Part;
import dev.headwater.v1.VectorHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A vector as it travels: a header, then parts of {@link Protocol#PART_BYTES} bytes each but for
 * the last. Immutable: one value serves all streams.
 *
 * @param header announces it
 * @param parts in order, at least one
 */
public record EncodedVector(VectorHeader header, List<Part> parts) {

  /**
   * Little-endian float32.
   *
   * @param values {@code [layout.size()]}, read from position 0
   */
  public static EncodedVector float32(Layout layout, FloatBuffer values) {
    FloatBuffer rest = values.duplicate().rewind();
    if (rest.remaining() != layout.size()) {
      throw new IllegalArgumentException(
          "vector: %d values (expected: %d, as the layout says)"
              .formatted(rest.remaining(), layout.size()));
    }
    MessageDigest sha = Sha256.digest();
    List<Part> parts = new ArrayList<>();
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), Protocol.PART_BYTES / Float.BYTES);
      byte[] bytes = new byte[count * Float.BYTES];
      FloatBuffer slice = rest.slice().limit(count);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(slice);
      rest.position(rest.position() + count);
      sha.update(bytes);
      parts.add(
          Part.newBuilder()
              .setIndex(parts.size())
              .setData(UnsafeByteOperations.unsafeWrap(bytes)) // nobody else has the array
              .build());
    }
    VectorHeader header =
        VectorHeader.newBuilder()
            .setLayoutHash(LayoutCodec.hash(layout))
            .setEncoding(Encoding.FLOAT32)
            .setValueCount(layout.size())
            .setDigest(ByteString.copyFrom(sha.digest()))
            .setParts(parts.size())
            .build();
    return new EncodedVector(header, List.copyOf(parts));
  }
}
