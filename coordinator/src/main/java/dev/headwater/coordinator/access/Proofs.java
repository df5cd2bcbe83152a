package dev.headwater.coordinator.access;

import com.google.protobuf.ByteString;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.TokenRefusedException;
import dev.headwater.proto.signing.VerifyingKey;
import dev.headwater.v1.JoinRequest;
import io.grpc.Status;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that whoever joins holds the key that the join names, and may join under that name.
 *
 * <p>Guarantee: a member's key is held by whoever opened its stream; with a root it is the key of
 * the name's certificate, or the one that the name's token is bound to. Adversary: a thief of
 * names, who knows the shared token and has heard earlier joins.
 */
public final class Proofs {
  private final Challenges challenges = new Challenges();
  private final @Nullable PkiFolder pki;

  public Proofs(@Nullable PkiFolder pki) {
    this.pki = pki;
  }

  /** A challenge for one join. */
  public ByteString challenge() {
    return challenges.next();
  }

  /**
   * What a join has proved.
   *
   * @param serial of the challenge: later joins have larger ones
   */
  public record Proof(VerifyingKey key, long serial) {}

  /** Either a proof, or the status that ends the stream. */
  public record Result(@Nullable Proof proof, @Nullable Status refusal) {}

  /** Checks a join's name, key, challenge and signature. */
  public Result check(JoinRequest request, Caller caller) {
    if (caller.name() != null && !caller.name().equals(request.getClient())) {
      return refused(
          Status.PERMISSION_DENIED,
          "client name: %s, with another name's certificate or token (expected: the name that it was issued for)"
              .formatted(request.getClient()));
    }
    VerifyingKey key;
    try {
      key = VerifyingKey.of(request.getKey());
    } catch (IllegalArgumentException e) {
      return refused(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
    }
    if (caller.key() != null && !Arrays.equals(caller.key().getEncoded(), key.key().getEncoded())) {
      return refused(
          Status.PERMISSION_DENIED,
          "key: of client %s, not that of its certificate (expected: one key for both)"
              .formatted(request.getClient()));
    }
    long serial = challenges.serial(request.getChallenge());
    if (serial < 0) {
      return stale();
    }
    if (!key.signed(request)) {
      return refused(
          Status.PERMISSION_DENIED,
          "key: the join of client %s is not signed with it (expected: the signature of its holder)"
              .formatted(request.getClient()));
    }
    if (caller.joinToken() != null && pki != null) {
      try {
        pki.bind(caller.joinToken(), key.key());
      } catch (TokenRefusedException e) {
        return refused(Status.PERMISSION_DENIED, String.valueOf(e.getMessage()));
      }
    }
    return new Result(new Proof(key, serial), null);
  }

  /** Not final: the client asks what the run is once more, and has a fresh one. */
  public static Result stale() {
    return refused(
        Status.UNAVAILABLE, "challenge: not the newest (expected: a fresh one; trying again)");
  }

  private static Result refused(Status status, String sentence) {
    return new Result(null, status.withDescription(sentence));
  }
}
