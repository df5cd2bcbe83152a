package dev.headwater.coordinator.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** Sends messages at the client's pace, and creates each one only when it can be sent. */
final class PartStream {
  private PartStream() {}

  /** Sends all of {@code messages}, then completes. */
  static <T> void send(Iterator<T> messages, ServerCallStreamObserver<T> stream) {
    boolean[] ended = {false};
    Runnable drain =
        () -> {
          // gRPC never calls the handler concurrently, but the first drain may run at the same
          // time.
          synchronized (ended) {
            try {
              while (!ended[0] && stream.isReady()) {
                if (!messages.hasNext()) {
                  ended[0] = true;
                  stream.onCompleted();
                  return;
                }
                stream.onNext(messages.next());
              }
            } catch (UncheckedIOException e) {
              ended[0] = true;
              stream.onError(failure(e));
            }
          }
        };
    stream.setOnCancelHandler(
        () -> {
          synchronized (ended) {
            ended[0] = true;
          }
        });
    stream.setOnReadyHandler(drain);
    drain.run();
  }

  private static RuntimeException failure(UncheckedIOException cause) {
    return Status.DATA_LOSS
        .withDescription(
            "the coordinator cannot read its backbone file any more: %s"
                .formatted(cause.getMessage()))
        .withCause(cause)
        .asRuntimeException();
  }
}
