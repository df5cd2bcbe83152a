package dev.headwater.vision.digests;

import dev.headwater.learning.parameters.Sha256;
import java.nio.ByteBuffer;

/**
 * SHA-256 of a picture's bytes, as four big-endian words: equal pictures share their features. Keys
 * are in the order of their bytes, which is that of their hexadecimal digits too.
 */
public record PictureKey(long a, long b, long c, long d) implements Comparable<PictureKey> {
  public static final int BYTES = 32;

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

  /** Its 64 hexadecimal digits, in ASCII. */
  public byte[] hex() {
    byte[] digits = new byte[2 * BYTES];
    long[] words = {a, b, c, d};
    for (int i = 0; i < digits.length; i++) {
      int digit = (int) (words[i / 16] >>> (60 - 4 * (i % 16))) & 0xf;
      digits[i] = (byte) Character.forDigit(digit, 16);
    }
    return digits;
  }

  @Override
  public int compareTo(PictureKey other) {
    // Word by word, without boxes: a million keys are sorted at every start.
    if (a != other.a) {
      return Long.compareUnsigned(a, other.a);
    }
    if (b != other.b) {
      return Long.compareUnsigned(b, other.b);
    }
    return c != other.c ? Long.compareUnsigned(c, other.c) : Long.compareUnsigned(d, other.d);
  }
}
