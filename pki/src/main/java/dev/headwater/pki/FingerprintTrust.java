package dev.headwater.pki;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a coordinator whose chain ends in the root of a fingerprint: how a node that has only a
 * join token knows whom it gives the token to. The root that the coordinator sends is believed for
 * its fingerprint; then everything is checked as with a known root: signatures, dates, purpose and
 * host name.
 */
public final class FingerprintTrust extends X509ExtendedTrustManager {
  private final String fingerprint;

  /** Trusts the root with this fingerprint, 64 hex digits. */
  public FingerprintTrust(String fingerprint) {
    this.fingerprint = fingerprint;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    X509Certificate last = chain[chain.length - 1];
    if (!JoinToken.fingerprint(last).equals(fingerprint)) {
      throw new CertificateException(
          "the coordinator is not the one that the join token is for (expected: root %s; found: %s)"
              .formatted(fingerprint, JoinToken.fingerprint(last)));
    }
    of(last).checkServerTrusted(chain, type, engine);
  }

  private static X509ExtendedTrustManager of(X509Certificate root) throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("root", root);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("the root cannot be used", e);
    }
    throw new CertificateException("this Java runtime checks no certificates");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("only engines are used");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only engines are used");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("only servers are checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only servers are checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only servers are checked");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
