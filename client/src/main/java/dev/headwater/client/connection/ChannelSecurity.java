package dev.headwater.client.connection;

import dev.headwater.files.UserDataException;
import dev.headwater.pki.FingerprintTrust;
import dev.headwater.pki.PkiFolder;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to a coordinator is secured: in the clear, or by TLS 1.2 or 1.3.
 *
 * <p>Guarantee with TLS: nobody between node and coordinator reads or changes a message, and the
 * node talks to a coordinator whose certificate for servers leads to one of the roots and is for
 * {@code authority}, or for the address where that is null.
 *
 * @param roots certificates that are trusted; empty with {@code fingerprint}, or in the clear
 * @param fingerprint of the root, where only that is known; null otherwise
 * @param authority the name that the coordinator's certificate must have, null for its address
 * @param key of {@code chain}, null to show no certificate
 * @param chain the node's own certificate first; empty to show none
 */
public record ChannelSecurity(
    List<X509Certificate> roots,
    @Nullable String fingerprint,
    @Nullable String authority,
    @Nullable PrivateKey key,
    List<X509Certificate> chain) {
  /** In the clear: for loopback. */
  public static final ChannelSecurity PLAIN =
      new ChannelSecurity(List.of(), null, null, null, List.of());

  /** Copies the lists. */
  public ChannelSecurity {
    roots = List.copyOf(roots);
    chain = List.copyOf(chain);
  }

  /** TLS to a coordinator whose root is known by its fingerprint alone, without a certificate. */
  public static ChannelSecurity enrolling(String fingerprint) {
    return new ChannelSecurity(List.of(), fingerprint, PkiFolder.COORDINATOR, null, List.of());
  }

  /**
   * Mutual TLS with a certificate that a join token was exchanged for.
   *
   * @param chain the node's own certificate first, the root last
   */
  public static ChannelSecurity mutual(PrivateKey key, List<X509Certificate> chain) {
    return new ChannelSecurity(
        List.of(chain.get(chain.size() - 1)), null, PkiFolder.COORDINATOR, key, chain);
  }

  /** TLS to a coordinator whose certificate is for its address. */
  public static ChannelSecurity server(List<X509Certificate> roots) {
    return new ChannelSecurity(roots, null, null, null, List.of());
  }

  NettyChannelBuilder configure(NettyChannelBuilder builder) {
    if (roots.isEmpty() && fingerprint == null) {
      return builder.usePlaintext();
    }
    SslContextBuilder tls = SslContextBuilder.forClient();
    if (fingerprint == null) {
      tls.trustManager(roots.toArray(X509Certificate[]::new));
    } else {
      tls.trustManager(new FingerprintTrust(fingerprint));
    }
    try {
      if (key != null) {
        tls.keyManager(key, chain.toArray(X509Certificate[]::new));
      }
      builder.sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new UserDataException(
          "tls: certificate and key cannot be used: %s (expected: a certificate and its own key)"
              .formatted(e.getMessage()),
          e);
    }
    return authority == null ? builder : builder.overrideAuthority(authority);
  }
}
