package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.concurrent.Timer;
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
 * the connection opens; dates and revocation at each call, and by the service once more when the
 * call's message is there. The handshake takes any certificate, or none, so that whoever is refused
 * is told why in a sentence; it proves that the caller holds the certificate's key. No call but
 * Enrol goes on without a certificate that is good.
 */
public final class Peers extends ServerTransportFilter implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);
  private static final Attributes.Key<Found> FOUND = Attributes.Key.create("headwater-peer");
  private static final Context.Key<Peer> PEER = Context.key("headwater-peer");
  private static final Context.Key<String> ADDRESS = Context.key("headwater-address");

  /** Either whom the connection is of, or why nobody knows. */
  private record Found(@Nullable Peer peer, @Nullable Status problem) {}

  private final @Nullable CertificateCheck check;
  private final @Nullable Doorkeeper door;
  private final Timer timer;

  /**
   * Looks at connections.
   *
   * @param check null where callers show no certificates: only addresses are noted
   * @param door says which connections are beyond the bound of their address; null for none
   * @param timer closes calls whose request does not come
   */
  public Peers(@Nullable CertificateCheck check, @Nullable Doorkeeper door, Timer timer) {
    this.check = check;
    this.door = door;
    this.timer = timer;
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
    String full =
        door == null ? null : door.refusal(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Attributes.Builder known = attributes.toBuilder();
    if (full != null) {
      known.set(FOUND, new Found(null, Status.RESOURCE_EXHAUSTED.withDescription(full)));
    } else if (check != null) {
      known.set(FOUND, find(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION), check));
    }
    return known.build();
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
      return new Found(null, unauthenticated(check.none()));
    }
    try {
      return new Found(check.peer(chain), null);
    } catch (TokenRefusedException e) {
      log.info("connection refused: {}", e.getMessage());
      return new Found(null, unauthenticated(e.getMessage()));
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String address = Doorkeeper.host(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Context context = Context.current().withValue(ADDRESS, address);
    Found found = call.getAttributes().get(FOUND);
    Status problem = problem(found, isEnrol(call));
    if (problem != null) {
      call.close(problem, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    if (found != null && found.peer() != null) {
      context = context.withValue(PEER, found.peer());
    }
    RequestBytes.Taken taken = RequestBytes.current();
    var limit =
        new RequestLimit<>(
            call, Contexts.interceptCall(context, call, headers, next), timer, taken);
    if (taken != null) {
      taken.begun(address, limit::end);
    }
    return limit;
  }

  private static boolean isEnrol(ServerCall<?, ?> call) {
    return call.getMethodDescriptor()
        .getFullMethodName()
        .equals(FederationGrpc.getEnrolMethod().getFullMethodName());
  }

  /** Why a call does not go on, or null. Whatever is not known to be good does not. */
  private @Nullable Status problem(@Nullable Found found, boolean enrol) {
    Status problem = found == null ? null : found.problem();
    boolean full = problem != null && problem.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    if (full || check == null || enrol) {
      return full ? problem : null;
    }
    if (found == null || found.peer() == null) {
      return problem == null ? unauthenticated(check.none()) : problem;
    }
    String now = check.problemNow(found.peer());
    return now == null ? null : unauthenticated(now);
  }

  private static Status unauthenticated(@Nullable String sentence) {
    return Status.UNAUTHENTICATED.withDescription(sentence);
  }
}
