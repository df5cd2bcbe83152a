package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.concurrent.Timer;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Closes a call whose request is not complete after {@link #PATIENCE}, or one of too many at once
 * ({@link RequestBytes}): headers alone cost a caller nothing, and could be kept for when the
 * caller may call no longer. Requests are one message each; the service sees them once they are
 * complete.
 */
final class RequestLimit<Q> extends SimpleForwardingServerCallListener<Q> {
  /** Time from a call's headers to the end of its request. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ServerCall<Q, ?> call;
  private final Runnable cancel;
  private final RequestBytes.@Nullable Taken taken;

  // Guarded by this: calls are not safe for concurrent use, and the time is over on another thread.
  private int messages;
  private boolean complete;
  private boolean late;

  RequestLimit(
      ServerCall<Q, ?> call,
      ServerCall.Listener<Q> next,
      Timer timer,
      RequestBytes.@Nullable Taken taken) {
    super(next);
    this.call = call;
    this.taken = taken;
    this.cancel = timer.after(PATIENCE, this::late);
  }

  private void late() {
    end(
        Status.UNAVAILABLE.withDescription(
            "request: not complete %d s after its headers (expected: at once; trying again)"
                .formatted(PATIENCE.toSeconds())));
  }

  /** Ends the call, unless its request is complete. */
  synchronized void end(Status status) {
    if (complete || late) {
      return;
    }
    late = true;
    cancel.run();
    call.close(status, new Metadata());
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
    if (taken != null) {
      taken.release(); // the service has it, and bounds what it keeps
    }
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
