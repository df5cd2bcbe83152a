package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.members.Admission;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.members.Outbox;
import dev.headwater.coordinator.rounds.Dispatcher;
import dev.headwater.coordinator.watch.Watchers;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC service: forwards calls to the dispatcher, the model shelf and the watchers. */
public final class FederationService extends FederationGrpc.FederationImplBase {
  private static final Logger log = LoggerFactory.getLogger(FederationService.class);

  private final Dispatcher dispatcher;
  private final Admission admission;
  private final ModelShelf shelf;
  private final @Nullable ServedFile backbone;
  private final Watchers watchers;

  public FederationService(
      Dispatcher dispatcher,
      Admission admission,
      ModelShelf shelf,
      @Nullable ServedFile backbone,
      Watchers watchers) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.shelf = shelf;
    this.backbone = backbone;
    this.watchers = watchers;
  }

  @Override
  public void join(JoinRequest request, StreamObserver<Assignment> observer) {
    var stream = (ServerCallStreamObserver<Assignment>) observer;
    var outbox = new Outbox(stream);
    var member = new AtomicReference<@Nullable Member>();
    stream.setOnReadyHandler(outbox::drain);
    stream.setOnCancelHandler(() -> leave(member.get()));
    stream.setOnCloseHandler(() -> leave(member.get()));
    Dispatcher.Enrolment enrolment = dispatcher.enrol(request, outbox, admission);
    if (enrolment.refusal() != null) {
      log.info("join refused: {}", enrolment.refusal().getDescription());
      outbox.end(enrolment.refusal());
      return;
    }
    member.set(enrolment.member());
    if (stream.isCancelled()) {
      leave(member.get()); // the stream ended before its handler knew the member to remove
    }
  }

  private void leave(@Nullable Member member) {
    if (member != null) {
      dispatcher.leave(member);
    }
  }

  @Override
  public void submit(Submission request, StreamObserver<Receipt> observer) {
    try {
      Receipt receipt = dispatcher.submit(request);
      observer.onNext(receipt);
      observer.onCompleted();
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    }
  }

  @Override
  public void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
    var stream = (ServerCallStreamObserver<ModelPart>) observer;
    Status wrongToken = admission.refusal(request.getToken());
    if (wrongToken != null) {
      stream.onError(wrongToken.asRuntimeException());
      return;
    }
    switch (request.getWhatCase()) {
      case RUN ->
          PartStream.send(
              List.of(ModelPart.newBuilder().setRun(RunCodec.encode(dispatcher.run())).build())
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
    List<ModelPart> head = shelf.head();
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
    var description = dispatcher.run().backbone();
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
    Status wrongToken = admission.refusal(request.getToken());
    if (wrongToken != null) {
      stream.onError(wrongToken.asRuntimeException());
    } else {
      watchers.add(stream);
    }
  }
}
