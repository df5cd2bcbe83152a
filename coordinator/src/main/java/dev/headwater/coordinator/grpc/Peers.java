package dev.headwater.coordinator.grpc;

import dev.headwater.pki.CertificateCheck;
import dev.headwater.pki.Peer;
import dev.headwater.pki.TokenRefusedException;
import dev.headwater.v1.FederationGrpc;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the certificate of every connection, and of every call again: chain and purpose once, when
 * the connection opens; dates and revocation at each call. The handshake takes any certificate, or
 * none, so that whoever is refused is told why in a sentence; it proves that the caller holds the
 * certificate's key. No call but Enrol goes on without a certificate that is good.
 */
public final class Peers extends ServerTransportFilter implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);
  private static final Attributes.Key<Found> FOUND = Attributes.Key.create("headwater-peer");
  private static final Context.Key<Peer> PEER = Context.key("headwater-peer");
  private static final Context.Key<String> ADDRESS = Context.key("headwater-address");

  /** Either whom the connection is of, or why nobody knows. */
  private record Found(@Nullable Peer peer, @Nullable String problem) {}

  private final @Nullable CertificateCheck check;

  /**
   * Looks at connections.
   *
   * @param check null where callers show no certificates: only addresses are noted
   */
  public Peers(@Nullable CertificateCheck check) {
    this.check = check;
  }

  /** The peer of the current call's connection, null without certificates. */
  static @Nullable Peer peer() {
    return PEER.get();
  }

  /** Where the current call comes from; empty where that is unknown. */
  static String address() {
    String address = ADDRESS.get();
    return address == null ? "" : address;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    if (check == null) {
      return attributes;
    }
    Found found = find(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION), check);
    return attributes.toBuilder().set(FOUND, found).build();
  }

  private static Found find(@Nullable SSLSession session, CertificateCheck check) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      if (session != null) {
        for (Certificate one : session.getPeerCertificates()) {
          chain.add((X509Certificate) one);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      chain.clear(); // it showed none
    }
    if (chain.isEmpty()) {
      return new Found(
          null,
          "certificate: none (expected: one that a join token was exchanged for; give the token with --token-file or HEADWATER_TOKEN)");
    }
    try {
      return new Found(check.peer(chain), null);
    } catch (TokenRefusedException e) {
      log.info("connection refused: {}", e.getMessage());
      return new Found(null, e.getMessage());
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context context =
        Context.current()
            .withValue(ADDRESS, host(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    if (check != null
        && !call.getMethodDescriptor()
            .getFullMethodName()
            .equals(FederationGrpc.getEnrolMethod().getFullMethodName())) {
      Found found = call.getAttributes().get(FOUND);
      Peer peer = found == null ? null : found.peer();
      String problem =
          peer != null
              ? check.problemNow(peer)
              : found != null && found.problem() != null ? found.problem() : "certificate: none";
      if (peer == null || problem != null) {
        call.close(Status.UNAUTHENTICATED.withDescription(problem), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      context = context.withValue(PEER, peer);
    }
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static String host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "";
  }
}
