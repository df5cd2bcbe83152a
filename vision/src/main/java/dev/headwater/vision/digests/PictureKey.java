package dev.headwater.vision.digests;

import dev.headwater.learning.parameters.Sha256;
import java.nio.ByteBuffer;
import java.util.Comparator;

/** SHA-256 of a picture's bytes, as four big-endian words: equal pictures share their features. */
public record PictureKey(long a, long b, long c, long d) {
  public static final int BYTES = 32;

  /** The order of the bytes, which is that of their hexadecimal digits too. */
  public static final Comparator<PictureKey> BY_BYTES =
      Comparator.comparing(PictureKey::a, Long::compareUnsigned)
          .thenComparing(PictureKey::b, Long::compareUnsigned)
          .thenComparing(PictureKey::c, Long::compareUnsigned)
          .thenComparing(PictureKey::d, Long::compareUnsigned);

  public static PictureKey of(byte[] picture) {
    return read(ByteBuffer.wrap(Sha256.digest().digest(picture)));
  }

  /** Reads the next 32 bytes. */
  public static PictureKey read(ByteBuffer from) {
    ByteBuffer key = from.slice(from.position(), BYTES);
    from.position(from.position() + BYTES);
    return new PictureKey(key.getLong(), key.getLong(), key.getLong(), key.getLong());
  }

  /** Writes 32 bytes. */
  public void write(ByteBuffer into) {
    ByteBuffer key = ByteBuffer.allocate(BYTES);
    key.putLong(a).putLong(b).putLong(c).putLong(d).flip();
    into.put(key);
  }
}
