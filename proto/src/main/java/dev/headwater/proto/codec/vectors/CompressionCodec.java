package dev.headwater.proto.codec.vectors;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.work.LocalWork;

/** {@link Compression} on the wire: its name and arguments, empty for none. */
public final class CompressionCodec {
  private CompressionCodec() {}

  /** Its name and arguments; empty for none. */
  public static String encode(Compression compression) {
    return compression instanceof Uncompressed ? "" : compression.spec().toString();
  }

  /**
   * How a vector is uploaded.
   *
   * @throws IllegalArgumentException if this version does not know it, or the vector is summed
   *     exactly
   */
  public static Compression decode(String text, LocalWork.Output output) {
    Compression compression = text.isEmpty() ? Uncompressed.NONE : Compressions.CHOICES.parse(text);
    if (!output.compressible() && !(compression instanceof Uncompressed)) {
      throw new IllegalArgumentException(
          "compression: %s of %s (expected: none; it is summed exactly)"
              .formatted(compression.spec(), output.name()));
    }
    return compression;
  }

  /**
   * Refuses compressions that do not go with what protects a contribution. A coordinator of this
   * version never asks for them, and a client must not rely on that.
   *
   * @param masked whether contributions are masked
   * @throws IllegalArgumentException if a vector is compressed by one of them
   */
  public static void requireProtected(SumSchema schema, Protection protection, boolean masked) {
    for (SumSchema.Vector vector : schema.vectors()) {
      Compression compression = vector.compression();
      boolean promised = protection.client() != null || protection.example() != null;
      if (promised && compression instanceof TopK) {
        throw new IllegalArgumentException(
            "compression: %s with a privacy guarantee (expected: none, float16, int8 or random-k; which values are the largest depends on the pictures, and what was not sent would be sent later, unaccounted for)"
                .formatted(compression.spec()));
      }
      boolean summedAsItIs = compression instanceof Uncompressed || compression instanceof RandomK;
      if (masked && !summedAsItIs) {
        throw new IllegalArgumentException(
            "compression: %s under a mask (expected: none or random-k; masked integers have one length)"
                .formatted(compression.spec()));
      }
    }
  }
}
