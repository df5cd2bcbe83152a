package dev.headwater.vision.features;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a picture's bytes, as four big-endian words: equal pictures share their features. */
record PictureKey(long a, long b, long c, long d) {
  static final int BYTES = 32;

  static PictureKey of(byte[] picture) {
    return read(ByteBuffer.wrap(sha256().digest(picture)));
  }

  /** Reads the next 32 bytes. */
  static PictureKey read(ByteBuffer from) {
    ByteBuffer key = from.slice(from.position(), BYTES);
    from.position(from.position() + BYTES);
    return new PictureKey(key.getLong(), key.getLong(), key.getLong(), key.getLong());
  }

  /** Writes 32 bytes. */
  void write(ByteBuffer into) {
    ByteBuffer key = ByteBuffer.allocate(BYTES);
    key.putLong(a).putLong(b).putLong(c).putLong(d).flip();
    into.put(key);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
