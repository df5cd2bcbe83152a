package dev.headwater.coordinator.members;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.access.Permit;
import dev.headwater.proto.signing.VerifyingKey;
import dev.headwater.v1.JoinRequest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;

/**
 * One enrolment of a client. A client that rejoins is a new member with a new session.
 *
 * @param name of the client
 * @param labels of its data
 * @param numExamples number of training examples
 * @param numHeldOut number of held-out examples
 * @param session authenticates its submissions, with {@code key}
 * @param key signs its submissions; the name is bound to it
 * @param outbox its outgoing stream
 * @param permit with which it was let in
 * @param wantsHead whether it is sent the run's final head
 */
public record Member(
    String name,
    List<String> labels,
    int numExamples,
    int numHeldOut,
    ByteString session,
    VerifyingKey key,
    Outbox outbox,
    Permit permit,
    boolean wantsHead) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SESSION_BYTES = 32;

  public static Member of(JoinRequest request, VerifyingKey key, Outbox outbox, Permit permit) {
    byte[] session = new byte[SESSION_BYTES];
    RANDOM.nextBytes(session);
    return new Member(
        request.getClient(),
        List.copyOf(request.getLabelsList()),
        request.getNumExamples(),
        request.getNumHeldOut(),
        ByteString.copyFrom(session),
        key,
        outbox,
        permit,
        request.getWantsHead());
  }

  /** Compares in constant time. */
  public boolean hasSession(ByteString shown) {
    return MessageDigest.isEqual(session.toByteArray(), shown.toByteArray());
  }
}
