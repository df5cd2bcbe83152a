package dev.headwater.coordinator.access;

import dev.headwater.pki.CertificateCheck;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.Peer;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.pki.TokenRefusedException;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides for every call on both ports who calls, and whether they may.
 *
 * <p>Guarantee: where any token or root is set, nothing but static pages, /healthz, /readyz and
 * Enrol is answered without a role that may. Adversary: anybody who reaches a port, with no token,
 * a wrong one, a revoked one, or that of another role. Precondition: certificates were checked when
 * the connection was opened, and at this call, before they get here.
 */
public final class Gate {
  private final Map<String, Role> tokens;
  private final @Nullable PkiFolder pki;
  private final @Nullable CertificateCheck check;

  /**
   * A gate.
   *
   * @param tokens shared tokens and their roles
   * @param pki where join tokens are known, null for nowhere
   * @param check of the certificates that nodes show, of {@code pki} or from elsewhere; null where
   *     they show none
   */
  public Gate(Map<String, Role> tokens, @Nullable PkiFolder pki, @Nullable CertificateCheck check) {
    this.tokens = Map.copyOf(tokens);
    this.pki = pki;
    this.check = check;
  }

  /** A gate for one shared token for clients, or an open one. */
  public static Gate shared(@Nullable String token) {
    return new Gate(token == null ? Map.of() : Map.of(token, Role.CLIENT), null, null);
  }

  /** Whether anybody is asked for anything. */
  public boolean locked() {
    return check != null || pki != null || !tokens.isEmpty();
  }

  /** Either who calls, or the status that ends the call. */
  public record Pass(@Nullable Caller caller, @Nullable Status refusal) {}

  /**
   * Lets a call in or not.
   *
   * @param peer of the connection's certificate, null without one
   * @param token as shown, empty for none
   */
  public Pass pass(Access what, @Nullable Peer peer, String token) {
    Caller caller;
    if (peer != null) {
      caller = new Caller(peer.role(), peer.name(), peer.certificate().getPublicKey(), null);
    } else {
      try {
        caller = caller(token);
      } catch (TokenRefusedException e) {
        return refused(Status.UNAUTHENTICATED, String.valueOf(e.getMessage()));
      }
    }
    if (caller == null) {
      return refused(
          Status.UNAUTHENTICATED,
          token.isEmpty()
              ? "token: none (expected: the coordinator's token; give it with --token-file or HEADWATER_TOKEN)"
              : "token: wrong (expected: the coordinator's token; ask whoever runs it)");
    }
    return caller.may(what)
        ? new Pass(caller, null)
        : refused(
            Status.PERMISSION_DENIED,
            "role: %s may not read or call %s (expected: %s)"
                .formatted(word(caller), what.what(), words(what)));
  }

  /** As {@link #pass}, for a call that goes on: the certificate's dates and revocation, too. */
  Pass passNow(Access what, @Nullable Peer peer, String token) {
    String problem = peer == null || check == null ? null : check.problemNow(peer);
    return problem == null ? pass(what, peer, token) : refused(Status.UNAUTHENTICATED, problem);
  }

  /** Who holds {@code token}; null for nobody. Shared tokens are compared in constant time. */
  private @Nullable Caller caller(String token) throws TokenRefusedException {
    if (!locked()) {
      return Caller.ANYBODY;
    }
    byte[] shown = token.getBytes(StandardCharsets.UTF_8);
    Role role = null;
    for (Map.Entry<String, Role> one : tokens.entrySet()) {
      if (MessageDigest.isEqual(one.getKey().getBytes(StandardCharsets.UTF_8), shown)) {
        role = one.getValue();
      }
    }
    if (role != null) {
      return new Caller(role, null, null, null);
    }
    if (pki == null || !JoinToken.looksLike(token)) {
      return null;
    }
    PkiFolder.Holder holder = pki.holder(token);
    return new Caller(holder.role(), holder.name(), null, token);
  }

  private static Pass refused(Status status, String sentence) {
    return new Pass(null, status.withDescription(sentence));
  }

  private static String word(Caller caller) {
    return caller.role() == null ? "nobody" : caller.role().word();
  }

  private static String words(Access what) {
    return String.join(
        " or ", Stream.of(Role.values()).filter(what::admits).map(Role::word).toList());
  }
}
