package dev.headwater.coordinator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** A call whose headers go at once, and whose request goes later, or not at all. */
final class SlowCall<Q, A> {
  /** How the call ended. */
  final CompletableFuture<Status> ended = new CompletableFuture<>();

  private final ClientCall<Q, A> call;

  SlowCall(ManagedChannel channel, MethodDescriptor<Q, A> method) {
    // As a stream of requests: gRPC keeps the headers of others until their one request is there.
    call =
        channel.newCall(
            method.toBuilder().setType(MethodDescriptor.MethodType.BIDI_STREAMING).build(),
            CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
  }

  void send(Q request) {
    call.sendMessage(request);
    call.halfClose();
  }

  /** Sends the request and waits for the end of the call. */
  Status status(Q request) throws Exception {
    send(request);
    return LiveRun.soon(ended);
  }
}
