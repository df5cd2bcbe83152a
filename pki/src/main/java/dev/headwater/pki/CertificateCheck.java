package dev.headwater.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Checks certificates that callers show (RFC 5280, section 6, by the JDK's path validation).
 *
 * <p>Guarantee: a name and a role are believed only of a certificate whose chain ends in one of the
 * roots, that is meant for clients, that is valid now and not revoked. Adversary: anybody who
 * reaches the port, with foreign, expired, revoked or server certificates. Precondition: the TLS
 * handshake has proved that the caller holds the certificate's key.
 */
public final class CertificateCheck {
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

  private final Set<X509Certificate> roots;
  private final @Nullable Revocations revocations;
  private final InstantSource clock;

  /**
   * A check against {@code roots}.
   *
   * @param revocations null where certificates were made elsewhere
   */
  public CertificateCheck(
      Collection<X509Certificate> roots, @Nullable Revocations revocations, InstantSource clock) {
    this.roots = Set.copyOf(roots);
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * Whom {@code chain} is of, the caller's own certificate first.
   *
   * @throws TokenRefusedException if it does not lead to a root, or is not a client's
   */
  public Peer peer(List<X509Certificate> chain) throws TokenRefusedException {
    X509Certificate own = chain.get(0);
    X500Name subject = subject(own);
    String name = SigningRequest.one(subject, true);
    String expired = expired(own, name);
    if (expired != null) {
      throw new TokenRefusedException(expired);
    }
    try {
      validate(chain);
    } catch (CertPathValidatorException e) {
      throw new TokenRefusedException(
          "certificate: of '%s', not of this coordinator's root (expected: %s)"
              .formatted(name, origin()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificate paths cannot be checked", e);
    }
    List<String> uses;
    try {
      uses = own.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      uses = null;
    }
    String unit = SigningRequest.one(subject, false);
    Role role = Role.of(unit).orElse(null);
    if (uses == null || !uses.contains(CLIENT_USE) || role == null || name.isEmpty()) {
      throw new TokenRefusedException(
          "certificate: of '%s', not a client's, watcher's or operator's: %s (expected: %s)"
              .formatted(name, lack(name, unit, role), origin()));
    }
    return new Peer(name, role, own, revocations == null ? Instant.EPOCH : Issuing.issued(own));
  }

  private static String lack(String name, String unit, @Nullable Role role) {
    if (name.isEmpty()) {
      return "its subject has no common name (CN), or several";
    }
    if (unit.isEmpty()) {
      return "its subject has no organizational unit (OU), or several, and a single one of 'client', 'watcher' or 'operator' is the role";
    }
    return role == null
        ? "its organizational unit (OU) is '%s', where 'client', 'watcher' or 'operator' is the role"
            .formatted(unit)
        : "its extended key usage does not name client authentication";
  }

  /** Where good certificates come from: join tokens are known to a folder of one's own alone. */
  private String origin() {
    return revocations == null
        ? "one of a root that the coordinator names with --tls-ca, with the client's name as CN and its role as OU; a client shows it with --tls-ca, --tls-cert and --tls-key"
        : "one that a join token of this coordinator was exchanged for";
  }

  /** What to say to callers without a certificate. */
  public String none() {
    return revocations == null
        ? "certificate: none (expected: %s)".formatted(origin())
        : "certificate: none (expected: one that a join token was exchanged for; give the token with --token-file or HEADWATER_TOKEN)";
  }

  private void validate(List<X509Certificate> chain) throws GeneralSecurityException {
    List<X509Certificate> path = new ArrayList<>(chain);
    path.removeIf(roots::contains);
    Set<TrustAnchor> anchors = new HashSet<>();
    roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false); // by the file of revocations, at every call
    parameters.setDate(Date.from(clock.instant()));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  /** Why {@code peer} may not call now, or null: its certificate's dates, and revocation. */
  public @Nullable String problemNow(Peer peer) {
    if (revocations != null && revocations.covers(peer.name(), peer.issued())) {
      return "certificate: of '%s', revoked (expected: one for a token that was issued since; ask whoever runs the coordinator)"
          .formatted(peer.name());
    }
    return expired(peer.certificate(), peer.name());
  }

  private @Nullable String expired(X509Certificate own, String name) {
    return expired(own, name, clock.instant());
  }

  /** Why a certificate is not valid at {@code now}, or null. */
  public static @Nullable String expired(X509Certificate own, String name, Instant now) {
    if (now.isAfter(own.getNotAfter().toInstant())) {
      return "certificate: of '%s', expired on %s (expected: one that is still good; enrol again with a new join token)"
          .formatted(name, own.getNotAfter().toInstant());
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      return "certificate: of '%s', not valid before %s (expected: clocks that agree within %d minutes; it is %s here)"
          .formatted(name, own.getNotBefore().toInstant(), Issuing.SKEW.toMinutes(), now);
    }
    return null;
  }

  private static X500Name subject(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate).getSubject();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("certificate: cannot be encoded", e);
    }
  }
}
