package dev.headwater.secagg.primitives;

import dev.headwater.learning.parameters.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An immutable string of bytes, compared by content and in constant time. */
public final class Bytes {
  /** No bytes: the signature of a client without an identity. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** {@code content} itself, whose ownership is transferred: for uploads too large to copy. */
  public static Bytes owning(byte[] content) {
    return new Bytes(content);
  }

  /** A copy of the content. */
  public byte[] toByteArray() {
    return content.clone();
  }

  /** A read-only little-endian view, without a copy. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The SHA-256 of the content, 32 bytes. */
  public Bytes sha256() {
    return new Bytes(Sha256.digest().digest(content));
  }

  /** Number of bytes. */
  public int size() {
    return content.length;
  }

  /** Whether it is empty. */
  public boolean isEmpty() {
    return content.length == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && MessageDigest.isEqual(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Only the length: the content is often secret and always long. */
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
