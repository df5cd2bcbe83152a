package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.concurrent.Timer;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;

/**
 * Closes a call whose request is not complete after {@link #PATIENCE}: headers alone cost a caller
 * nothing, and could be kept for when the caller may call no longer. Requests are one message each;
 * the service sees them once they are complete.
 */
final class RequestLimit<Q> extends SimpleForwardingServerCallListener<Q> {
  /** Time from a call's headers to the end of its request. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ServerCall<Q, ?> call;
  private final Runnable cancel;

  // Guarded by this: calls are not safe for concurrent use, and the time is over on another thread.
  private int messages;
  private boolean complete;
  private boolean late;

  RequestLimit(ServerCall<Q, ?> call, ServerCall.Listener<Q> next, Timer timer) {
    super(next);
    this.call = call;
    this.cancel = timer.after(PATIENCE, this::over);
  }

  private synchronized void over() {
    if (complete) {
      return;
    }
    late = true;
    call.close(
        Status.UNAVAILABLE.withDescription(
            "request: not complete %d s after its headers (expected: at once; trying again)"
                .formatted(PATIENCE.toSeconds())),
        new Metadata());
  }

  private synchronized void complete() {
    complete = true;
    cancel.run();
  }

  @Override
  public void onMessage(Q message) {
    synchronized (this) {
      if (late) {
        return;
      }
      if (++messages > 1) {
        complete(); // the service ends such a call itself
      }
    }
    super.onMessage(message);
  }

  @Override
  public void onHalfClose() {
    synchronized (this) {
      if (late) {
        return;
      }
      complete();
    }
    super.onHalfClose();
  }

  @Override
  public void onCancel() {
    complete();
    super.onCancel();
  }

  @Override
  public void onComplete() {
    complete();
    super.onComplete();
  }
}
