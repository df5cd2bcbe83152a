package dev.headwater.coordinator.access;

import dev.headwater.pki.Peer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a call was let in with, to be asked when its message is there, and again while its stream
 * lasts: a certificate or token may be revoked or run out meanwhile.
 *
 * @param peer of the connection's certificate, null without one
 * @param token as shown, empty for none
 */
public record Permit(Gate gate, Access what, @Nullable Peer peer, String token) {

  /** Of a coordinator that asks nobody for anything. */
  public static Permit open(Access what) {
    return new Permit(Gate.shared(null), what, null, "");
  }

  /** Who calls, or why they may not, or no longer. */
  public Gate.Pass pass() {
    return gate.passNow(what, peer, token);
  }

  /** Why the call or stream may go on no longer, or null. Reads files: not for under a lock. */
  public @Nullable Status refusal() {
    return pass().refusal();
  }

  @Override
  public String toString() {
    return "Permit[" + what.what() + "]"; // tokens are never printed
  }
}
