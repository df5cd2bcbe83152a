package dev.headwater.coordinator;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.connection.Channels;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.pki.SigningRequest;
import dev.headwater.proto.signing.ClientKey;
import io.grpc.ManagedChannel;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody with a key, a join token and the certificate that it was exchanged for. */
record Enrolled(String name, ClientKey key, String token, List<X509Certificate> chain) {

  static Enrolled of(PkiFolder pki, String name, Role role) throws Exception {
    return of(pki, name, role, ClientKey.fresh());
  }

  static Enrolled of(PkiFolder pki, String name, Role role, ClientKey key) throws Exception {
    String token = pki.issue(name, role, 2, Duration.ofDays(1), Duration.ofDays(1)).text();
    return new Enrolled(
        name, key, token, pki.enrol(SigningRequest.encode(name, key.pair()), token));
  }

  /** A connection to a coordinator of {@code root}, which may be another than this one's. */
  ManagedChannel channel(int port, X509Certificate root) {
    return Channels.open(
        "127.0.0.1:" + port,
        new ChannelSecurity(
            List.of(root), null, PkiFolder.COORDINATOR, key.pair().getPrivate(), chain),
        Runnable::run);
  }

  RawClient client(ManagedChannel channel) {
    RawClient client = new RawClient(name, channel);
    client.key = key;
    return client;
  }

  static CoordinatorConfig config(PkiFolder pki, int webPort, Map<String, Role> tokens) {
    return new CoordinatorConfig(
            "127.0.0.1:0",
            webPort,
            2,
            2,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            null,
            null)
        .withSecurity(
            CoordinatorSecurity.of(
                pki, tokens, dev.headwater.coordinator.members.JoinLimits.DEFAULT));
  }

  static SSLContext trusting(X509Certificate root) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  static ByteString request(String name, ClientKey key) {
    return ByteString.copyFrom(SigningRequest.encode(name, key.pair()));
  }
}
