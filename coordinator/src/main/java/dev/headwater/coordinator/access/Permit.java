package dev.headwater.coordinator.access;

import dev.headwater.pki.Peer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a stream was let in with, to be asked again while it lasts: a certificate or token may be
 * revoked or run out meanwhile.
 *
 * @param peer of the connection's certificate, null without one
 * @param token as shown, empty for none
 */
public record Permit(Gate gate, Access what, @Nullable Peer peer, String token) {

  /** Of a coordinator that asks nobody for anything. */
  public static Permit open(Access what) {
    return new Permit(Gate.shared(null), what, null, "");
  }

  /** Why the stream may go on no longer, or null. */
  public @Nullable Status refusal() {
    return gate.passNow(what, peer, token).refusal();
  }

  @Override
  public String toString() {
    return "Permit[" + what.what() + "]"; // tokens are never printed
  }
}
