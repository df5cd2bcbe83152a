package dev.headwater.vision.backbone;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.vision.image.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over values in one fixed encoding: integers as 8 bytes, floats as 4, all little endian,
 * texts and arrays after their length. Length first, so that no two sequences encode alike.
 */
public final class ContentDigest {
  private final MessageDigest sha256 = Sha256.digest();

  /** Starts with {@code purpose}, so that two kinds of content never share a digest. */
  public ContentDigest(String purpose) {
    add(purpose);
  }

  public ContentDigest add(long value) {
    sha256.update(little(Long.BYTES).putLong(value).flip());
    return this;
  }

  public ContentDigest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    sha256.update(bytes);
    return this;
  }

  public ContentDigest add(float[] values) {
    add(values.length);
    ByteBuffer bytes = little(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    sha256.update(bytes);
    return this;
  }

  public ContentDigest add(Preprocessing preprocessing) {
    add(preprocessing.imageSize());
    for (int c = 0; c < 3; c++) {
      add(new float[] {preprocessing.mean().get(c), preprocessing.std().get(c)});
    }
    return this;
  }

  /** Finishes: 64 hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
