package dev.headwater.coordinator.grpc;

import dev.headwater.files.UserDataException;
import dev.headwater.pki.Pem;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS of the port for clients: 1.2 or 1.3, by the JDK. */
public final class GrpcTls {
  private GrpcTls() {}

  /**
   * The server's half.
   *
   * @param certificate PEM chain, the server's own first
   * @param key PEM, PKCS #8; may be the same file
   * @param mutual whether callers are asked for certificates
   * @throws UserDataException if a file cannot be read, or they do not belong together
   */
  public static SslContext context(Path certificate, Path key, boolean mutual) {
    PrivateKey secret = Pem.key("tls-key", key);
    List<X509Certificate> chain = Pem.certificates("tls-cert", certificate);
    Pem.requirePair("tls-cert", certificate, chain.get(0), "tls-key", key, secret);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(secret, chain.toArray(X509Certificate[]::new));
      if (mutual) {
        builder.clientAuth(ClientAuth.OPTIONAL).trustManager(new AnyForNow());
      }
      return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new UserDataException(
          "tls-cert: %s and tls-key: %s cannot be used together: %s (expected: a PEM certificate chain and its own private key in PKCS #8)"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }

  /**
   * Takes any certificate at the handshake, which proves that the caller holds its key; {@link
   * Peers} checks it before any call goes on. So whoever is refused gets a sentence, where a failed
   * handshake would only break the connection.
   */
  private static final class AnyForNow extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("only clients are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("only clients are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("only clients are checked");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
