package dev.headwater.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A request for a certificate (PKCS #10), signed with the key that it is for.
 *
 * @param name whom the certificate is for
 * @param key the public key, of the pair that signed the request
 */
public record SigningRequest(String name, PublicKey key) {

  /** The DER bytes of a request for {@code name}. */
  public static byte[] encode(String name, KeyPair pair) {
    try {
      var subject =
          new X500Principal(
              new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build().getEncoded());
      return new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic())
          .build(new JcaContentSignerBuilder(Issuing.SIGNATURE).build(pair.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a request could not be made", e);
    }
  }

  /**
   * The request in {@code der}.
   *
   * @throws IllegalArgumentException if it is damaged, or was not signed with its own key
   */
  public static SigningRequest decode(byte[] der) {
    try {
      var request = new JcaPKCS10CertificationRequest(der);
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new IllegalArgumentException(
            "signing request: signed with another key (expected: the key that it is for)");
      }
      return new SigningRequest(one(request.getSubject(), true), key);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException e) {
      throw new IllegalArgumentException(
          e instanceof IllegalArgumentException && e.getMessage() != null
              ? e.getMessage()
              : "signing request: damaged (expected: PKCS #10)",
          e);
    }
  }

  /** The one common name, or the one unit, of a subject; empty if there is none or several. */
  static String one(X500Name subject, boolean commonName) {
    RDN[] all = subject.getRDNs(commonName ? BCStyle.CN : BCStyle.OU);
    return all.length == 1 && all[0].getFirst().getValue() instanceof ASN1String text
        ? text.getString()
        : "";
  }
}
