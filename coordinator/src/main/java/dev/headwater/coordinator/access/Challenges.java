package dev.headwater.coordinator.access;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Challenges without a memory: a serial number and a MAC of it under a key of this start of the
 * coordinator. Whoever keeps the largest serial that a name has joined with needs no more to refuse
 * a join that was sent before.
 */
final class Challenges {
  private static final String MAC = "HmacSHA256";
  private static final int TAG_BYTES = 16;

  private final AtomicLong last = new AtomicLong();
  private final SecretKeySpec key;

  Challenges() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, MAC);
  }

  ByteString next() {
    return challenge(last.incrementAndGet());
  }

  private ByteString challenge(long serial) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(serial).array();
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return ByteString.copyFrom(number)
          .concat(ByteString.copyFrom(Arrays.copyOf(mac.doFinal(number), TAG_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC is not available in this Java runtime", e);
    }
  }

  /** The serial of a challenge that this object made, or -1. */
  long serial(ByteString shown) {
    if (shown.size() != Long.BYTES + TAG_BYTES) {
      return -1;
    }
    long serial = shown.asReadOnlyByteBuffer().getLong();
    boolean own = MessageDigest.isEqual(challenge(serial).toByteArray(), shown.toByteArray());
    return own ? serial : -1;
  }
}
