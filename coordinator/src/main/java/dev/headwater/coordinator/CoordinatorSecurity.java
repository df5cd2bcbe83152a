package dev.headwater.coordinator;

import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.pki.CertificateCheck;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a coordinator knows its callers, and what it lets them take.
 *
 * @param tls certificate and key of the port for clients, null for plain text
 * @param check of nodes' certificates, which then every call but Enrol needs; null for none
 * @param pki where join tokens are exchanged for certificates, null for nowhere
 * @param tokens shared tokens and their roles, beside {@link CoordinatorConfig#token}
 * @param limits of joins
 */
public record CoordinatorSecurity(
    @Nullable Tls tls,
    @Nullable CertificateCheck check,
    @Nullable PkiFolder pki,
    Map<String, Role> tokens,
    JoinLimits limits) {

  /** Plain text, for loopback. */
  public static final CoordinatorSecurity PLAIN =
      new CoordinatorSecurity(null, null, null, Map.of(), JoinLimits.DEFAULT);

  /**
   * The files of the certificate chain and its private key, both PEM; may be one file.
   *
   * @param certificate chain, the server's own first
   * @param key PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /** Refuses checks of certificates that no connection shows. */
  public CoordinatorSecurity {
    tokens = Map.copyOf(tokens);
    if (tls == null && (check != null || pki != null)) {
      throw new IllegalArgumentException(
          "tls-ca: without --tls-cert (expected: both; certificates are shown in TLS alone)");
    }
    if (pki != null && tokens.containsValue(Role.CLIENT)) {
      throw new IllegalArgumentException(
          "token: one that all clients share, beside --pki (expected: join tokens of 'headwater pki issue' for clients, and shared ones for watchers and operators alone)");
    }
    if (check != null && pki == null && tokens.containsValue(Role.CLIENT)) {
      throw new IllegalArgumentException(
          "token: one that all clients share, beside --tls-ca (expected: certificates for clients; whoever has the token could take a certificate's name on the web port)");
    }
  }

  /** With the nodes of a root of one's own. */
  public static CoordinatorSecurity of(PkiFolder pki, Map<String, Role> tokens, JoinLimits limits) {
    Path server = pki.server();
    return new CoordinatorSecurity(new Tls(server, server), pki.check(), pki, tokens, limits);
  }
}
