package dev.headwater.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes certificates (RFC 5280): ECDSA over P-256, which every TLS stack and every browser's
 * WebCrypto has. They are valid from five minutes before they are made, because clocks differ.
 */
final class Issuing {
  /** How far clocks may differ. */
  static final Duration SKEW = Duration.ofMinutes(5);

  static final String SIGNATURE = "SHA256withECDSA";
  private static final int RANDOM_BITS = 64;

  private Issuing() {}

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 is not available in this Java runtime", e);
    }
  }

  /** A root that signs itself, for one intermediate below it. */
  static X509Certificate root(
      KeyPair pair, Instant now, Duration validFor, @Nullable NameConstraints only) {
    X500Principal name = subject("Headwater root " + shortId(pair.getPublic()), "root");
    var builder = start(name, name, pair.getPublic(), now, now.plus(validFor));
    try {
      if (only != null) {
        builder.addExtension(Extension.nameConstraints, true, only);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an extension could not be encoded", e);
    }
    return sign(authority(builder, 1), pair.getPublic(), null, pair.getPrivate());
  }

  /**
   * Servers of a local network alone: a device that trusts such a root is not lied to about any
   * other site by whoever has the key.
   *
   * @param hosts names and addresses beside those of local networks
   */
  static NameConstraints local(List<String> hosts) {
    List<GeneralSubtree> permitted = new ArrayList<>();
    for (String name : List.of(PkiFolder.COORDINATOR, "localhost", "local", "home.arpa")) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)));
    }
    for (String range :
        List.of(
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "::1/128",
            "fc00::/7",
            "fe80::/10")) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, range)));
    }
    for (String host : hosts) {
      boolean address = isAddress(host);
      String range = !address ? host : host.contains(":") ? host + "/128" : host + "/32";
      permitted.add(
          new GeneralSubtree(
              new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, range)));
    }
    return new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null);
  }

  private static boolean isAddress(String host) {
    return host.matches("[0-9.]+") || host.contains(":");
  }

  /** Adds the name that this machine has, if it knows one. */
  static void thisMachine(Set<String> hosts) {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      if (name.matches("[A-Za-z0-9.-]+")) {
        hosts.add(name);
      }
    } catch (UnknownHostException e) {
      return; // it has no name that it knows
    }
  }

  /** An intermediate, which signs nodes and nothing below them. */
  static X509Certificate intermediate(
      PublicKey key, X509Certificate root, PrivateKey rootKey, Instant now, Duration validFor) {
    X500Principal name = subject("Headwater intermediate " + shortId(key), "intermediate");
    var builder =
        start(root.getSubjectX500Principal(), name, key, now, bounded(now, validFor, root));
    return sign(authority(builder, 0), key, root, rootKey);
  }

  /** A node's certificate: the name is its subject's common name, the role its unit. */
  static X509Certificate node(
      PublicKey key,
      String name,
      Role role,
      X509Certificate issuer,
      PrivateKey issuerKey,
      Instant now,
      Duration validFor) {
    var builder =
        start(
            issuer.getSubjectX500Principal(),
            subject(name, role.word()),
            key,
            now,
            bounded(now, validFor, issuer));
    return sign(leaf(builder, KeyPurposeId.id_kp_clientAuth), key, issuer, issuerKey);
  }

  /** A coordinator's certificate for these host names and addresses. */
  static X509Certificate server(
      PublicKey key,
      List<String> hosts,
      X509Certificate issuer,
      PrivateKey issuerKey,
      Instant now,
      Duration validFor) {
    var builder =
        start(
            issuer.getSubjectX500Principal(),
            subject("Headwater coordinator", "coordinator"),
            key,
            now,
            bounded(now, validFor, issuer));
    GeneralName[] names =
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
            .toArray(GeneralName[]::new);
    try {
      leaf(builder, KeyPurposeId.id_kp_serverAuth)
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    } catch (IOException e) {
      throw new IllegalStateException("an extension could not be encoded", e);
    }
    return sign(builder, key, issuer, issuerKey);
  }

  /**
   * When a certificate of this class was made, to the millisecond: it is the upper part of its
   * serial number, so that a revocation covers exactly what was made before it.
   */
  static Instant issued(X509Certificate certificate) {
    return Instant.ofEpochMilli(
        certificate.getSerialNumber().shiftRight(RANDOM_BITS).longValueExact());
  }

  private static BigInteger serial(Instant now) {
    return BigInteger.valueOf(now.toEpochMilli())
        .shiftLeft(RANDOM_BITS)
        .or(new BigInteger(RANDOM_BITS, new SecureRandom()));
  }

  private static Instant bounded(Instant now, Duration validFor, X509Certificate issuer) {
    Instant last = issuer.getNotAfter().toInstant();
    Instant wanted = now.plus(validFor);
    return wanted.isBefore(last) ? wanted : last;
  }

  private static X500Principal subject(String name, String unit) {
    try {
      return new X500Principal(
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.OU, unit)
              .addRDN(BCStyle.CN, name)
              .build()
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a name could not be encoded", e);
    }
  }

  private static String shortId(PublicKey key) {
    return JoinToken.hex(JoinToken.sha256(key.getEncoded())).substring(0, 8);
  }

  private static X509v3CertificateBuilder start(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant last) {
    return new JcaX509v3CertificateBuilder(
        issuer, serial(now), Date.from(now.minus(SKEW)), Date.from(last), subject, key);
  }

  private static X509v3CertificateBuilder authority(X509v3CertificateBuilder builder, int below) {
    try {
      return builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(below))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (IOException e) {
      throw new IllegalStateException("an extension could not be encoded", e);
    }
  }

  private static X509v3CertificateBuilder leaf(
      X509v3CertificateBuilder builder, KeyPurposeId purpose) {
    try {
      return builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    } catch (IOException e) {
      throw new IllegalStateException("an extension could not be encoded", e);
    }
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder,
      PublicKey key,
      @Nullable X509Certificate issuer,
      PrivateKey signer) {
    try {
      var ids = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
      if (issuer != null) {
        builder.addExtension(
            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuer));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }
}
