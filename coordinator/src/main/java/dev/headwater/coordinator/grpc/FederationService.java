package dev.headwater.coordinator.grpc;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.access.Access;
import dev.headwater.coordinator.access.Caller;
import dev.headwater.coordinator.access.Gate;
import dev.headwater.coordinator.access.Permit;
import dev.headwater.coordinator.access.Proofs;
import dev.headwater.coordinator.members.Admission;
import dev.headwater.coordinator.members.JoinRate;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.members.Outbox;
import dev.headwater.coordinator.rounds.Dispatcher;
import dev.headwater.coordinator.watch.Watchers;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.Peer;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.pki.TokenRefusedException;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.EnrolReply;
import dev.headwater.v1.EnrolRequest;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import dev.headwater.v1.WatchEvent;
import dev.headwater.v1.WatchRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC service: forwards calls to the dispatcher, the model shelf and the watchers of the run
 * that is served now.
 */
public final class FederationService extends FederationGrpc.FederationImplBase {
  private static final Logger log = LoggerFactory.getLogger(FederationService.class);
  private static final String NO_ROOT =
      "enrol: this coordinator has no root for nodes (expected: one that was started with --pki)";

  private final Supplier<Seat> seat;
  private final Gate gate;
  private final Proofs proofs;
  private final JoinRate rate;
  private final Admission admission;
  private final @Nullable PkiFolder pki;
  private final @Nullable ServedFile backbone;

  /** What one run has of its own. */
  public record Seat(Dispatcher dispatcher, ModelShelf shelf, Watchers watchers) {}

  /**
   * The service of a coordinator.
   *
   * @param seat the run that is served now; asked at every call
   */
  public FederationService(
      Supplier<Seat> seat,
      Gate gate,
      @Nullable PkiFolder pki,
      JoinRate rate,
      Admission admission,
      @Nullable ServedFile backbone) {
    this.seat = seat;
    this.gate = gate;
    this.pki = pki;
    this.proofs = new Proofs(pki);
    this.rate = rate;
    this.admission = admission;
    this.backbone = backbone;
  }

  @Override
  public void join(JoinRequest request, StreamObserver<Assignment> observer) {
    var stream = (ServerCallStreamObserver<Assignment>) observer;
    var outbox = new Outbox(stream);
    var member = new AtomicReference<@Nullable Member>();
    Dispatcher dispatcher = seat.get().dispatcher();
    stream.setOnReadyHandler(outbox::drain);
    stream.setOnCancelHandler(() -> leave(dispatcher, member.get()));
    stream.setOnCloseHandler(() -> leave(dispatcher, member.get()));
    Dispatcher.Enrolment enrolment = enrol(dispatcher, request, outbox);
    if (enrolment.refusal() != null) {
      log.info("join refused: {}", enrolment.refusal().getDescription());
      outbox.end(enrolment.refusal());
      return;
    }
    member.set(enrolment.member());
    if (stream.isCancelled()) {
      leave(
          dispatcher,
          member.get()); // the stream ended before its handler knew the member to remove
    }
  }

  /** The cheap checks first: a flood must not make the coordinator check signatures. */
  private Dispatcher.Enrolment enrol(Dispatcher dispatcher, JoinRequest request, Outbox outbox) {
    Status tooMany = rate.count(Peers.address());
    if (tooMany != null) {
      return new Dispatcher.Enrolment(null, tooMany);
    }
    var permit = new Permit(gate, Access.JOIN, Peers.peer(), request.getToken());
    Gate.Pass pass = permit.pass();
    Caller caller = pass.caller();
    if (caller == null) {
      return new Dispatcher.Enrolment(null, pass.refusal());
    }
    Status unfit = admission.refusal(request, dispatcher.run());
    if (unfit != null) {
      return new Dispatcher.Enrolment(null, unfit);
    }
    Proofs.Result result = proofs.check(request, caller);
    Proofs.Proof proof = result.proof();
    if (proof == null) {
      return new Dispatcher.Enrolment(null, result.refusal());
    }
    Dispatcher.Enrolment enrolment = dispatcher.enrol(request, outbox, permit, admission, proof);
    Member member = enrolment.member();
    return member == null ? enrolment : again(dispatcher, enrolment, member);
  }

  /** A revocation may have come in between: whoever expels members did not know this one yet. */
  private static Dispatcher.Enrolment again(
      Dispatcher dispatcher, Dispatcher.Enrolment enrolment, Member member) {
    Status late;
    try {
      late = member.permit().refusal();
    } catch (UserDataException e) {
      dispatcher.leave(member); // nobody is let in; its name stays its own
      return new Dispatcher.Enrolment(null, Status.UNAVAILABLE.withDescription(e.getMessage()));
    }
    if (late == null) {
      return enrolment;
    }
    dispatcher.expel(member, late);
    return new Dispatcher.Enrolment(null, late);
  }

  @Override
  public void enrol(EnrolRequest request, StreamObserver<EnrolReply> observer) {
    PkiFolder issuer = pki;
    Status problem =
        issuer == null
            ? Status.UNIMPLEMENTED.withDescription(NO_ROOT)
            : rate.count(Peers.address());
    if (issuer == null || problem != null) {
      observer.onError((problem == null ? Status.UNIMPLEMENTED : problem).asRuntimeException());
      return;
    }
    try {
      EnrolReply.Builder reply = EnrolReply.newBuilder();
      for (X509Certificate one :
          issuer.enrol(request.getSigningRequest().toByteArray(), request.getToken())) {
        reply.addChain(ByteString.copyFrom(one.getEncoded()));
      }
      observer.onNext(reply.build());
      observer.onCompleted();
    } catch (TokenRefusedException e) {
      log.info("enrolment refused: {}", e.getMessage());
      observer.onError(
          Status.PERMISSION_DENIED.withDescription(e.getMessage()).asRuntimeException());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a new certificate cannot be encoded", e);
    }
  }

  private static void leave(Dispatcher dispatcher, @Nullable Member member) {
    if (member != null) {
      dispatcher.leave(member);
    }
  }

  @Override
  public void submit(Submission request, StreamObserver<Receipt> observer) {
    Peer peer = Peers.peer();
    if (peer != null && (peer.role() != Role.CLIENT || !peer.name().equals(request.getClient()))) {
      observer.onError(
          Status.PERMISSION_DENIED
              .withDescription(
                  "client name: %s, with the certificate of '%s', %s (expected: one's own name, as a client)"
                      .formatted(request.getClient(), peer.name(), peer.role().word()))
              .asRuntimeException());
      return;
    }
    // The headers were checked when they came; the message may have come much later.
    Status refusal = peer == null ? null : new Permit(gate, Access.SUBMIT, peer, "").refusal();
    if (refusal != null) {
      observer.onError(refusal.asRuntimeException());
      return;
    }
    try {
      Receipt receipt = seat.get().dispatcher().submit(request);
      observer.onNext(receipt);
      observer.onCompleted();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    }
  }

  @Override
  public void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
    var stream = (ServerCallStreamObserver<ModelPart>) observer;
    Status refusal = new Permit(gate, Access.MODEL, Peers.peer(), request.getToken()).refusal();
    if (refusal != null) {
      stream.onError(refusal.asRuntimeException());
      return;
    }
    switch (request.getWhatCase()) {
      case RUN ->
          PartStream.send(
              List.of(
                      ModelPart.newBuilder()
                          .setRun(
                              RunCodec.encode(seat.get().dispatcher().run()).toBuilder()
                                  .setChallenge(proofs.challenge()))
                          .build())
                  .iterator(),
              stream);
      case HEAD -> head(stream);
      case BACKBONE -> backbone(request.getBackbone().getDigest(), stream);
      case WHAT_NOT_SET ->
          stream.onError(
              Status.INVALID_ARGUMENT
                  .withDescription("model request: nothing (expected: run, head or backbone)")
                  .asRuntimeException());
    }
  }

  private void head(ServerCallStreamObserver<ModelPart> stream) {
    List<ModelPart> head = seat.get().shelf().head();
    if (head.isEmpty()) {
      stream.onError(
          Status.FAILED_PRECONDITION
              .withDescription("head: there is none before the first round (ask again later)")
              .asRuntimeException());
    } else {
      PartStream.send(head.iterator(), stream);
    }
  }

  private void backbone(String digest, ServerCallStreamObserver<ModelPart> stream) {
    var description = seat.get().dispatcher().run().backbone();
    if (backbone == null || !digest.equals(description.digest())) {
      stream.onError(
          Status.NOT_FOUND
              .withDescription(
                  "backbone: %s is not served here (expected: %s)"
                      .formatted(
                          digest,
                          backbone == null
                              ? "nothing, the run's backbone has no file"
                              : description.digest()))
              .asRuntimeException());
    } else {
      PartStream.send(backbone.messages(), stream);
    }
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
    var stream = (ServerCallStreamObserver<WatchEvent>) observer;
    var permit = new Permit(gate, Access.WATCH, Peers.peer(), request.getToken());
    Status refusal = permit.refusal();
    if (refusal != null) {
      stream.onError(refusal.asRuntimeException());
    } else {
      Watchers watchers = seat.get().watchers();
      watchers.add(stream, permit);
      if (permit.refusal() != null) {
        watchers.expel(); // revoked after the check, and expelled before the stream was known
      }
    }
  }
}
