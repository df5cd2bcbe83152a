package dev.headwater.coordinator.watch;

import dev.headwater.coordinator.access.Permit;
import dev.headwater.v1.RoundReport;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watcher's stream. For a reader that does not read, only the newest status and its position in
 * the history are kept.
 */
final class Watcher {
  private static final Logger log = LoggerFactory.getLogger(Watcher.class);

  private final ServerCallStreamObserver<WatchEvent> stream;
  private final Permit permit;
  private final ReportHistory history;
  private final Deque<RoundReport> ahead = new ArrayDeque<>();
  private long next;
  private @Nullable RunStatus status;

  /** The last message was a status: a report is next, so that neither starves the other. */
  private boolean reportsTurn;

  private boolean last;
  private boolean ended;

  Watcher(ServerCallStreamObserver<WatchEvent> stream, Permit permit, ReportHistory history) {
    this.stream = stream;
    this.permit = permit;
    this.history = history;
  }

  /** A status, which replaces an unsent earlier one. */
  synchronized void offer(RunStatus newest) {
    status = newest;
    drain();
  }

  /** Completes the stream after the existing messages. */
  synchronized void complete() {
    last = true;
    drain();
  }

  synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      stream.onError(status.asRuntimeException());
    }
  }

  /** Why the stream may go on no longer, or null. */
  @Nullable Status refusal() {
    return permit.refusal();
  }

  synchronized void abandon() {
    ended = true;
    ahead.clear();
    status = null;
  }

  /** Sends as much as the reader accepts. A failing stream affects only its reader, not the run. */
  synchronized void drain() {
    try {
      send();
    } catch (RuntimeException e) {
      log.debug("a watcher's stream failed", e);
      abandon();
    }
  }

  private void send() {
    while (!ended && stream.isReady()) {
      RoundReport report = peek();
      if (status != null && (report == null || !reportsTurn)) {
        stream.onNext(WatchEvent.newBuilder().setStatus(status).build());
        status = null;
        reportsTurn = true;
      } else if (report != null) {
        ahead.remove();
        stream.onNext(WatchEvent.newBuilder().setRound(report).build());
        reportsTurn = false;
      } else if (last) {
        ended = true;
        stream.onCompleted();
      } else {
        return;
      }
    }
  }

  private @Nullable RoundReport peek() {
    if (ahead.isEmpty()) {
      ReportHistory.Slice slice = history.from(next);
      ahead.addAll(slice.reports());
      next = slice.end();
    }
    return ahead.peek();
  }
}
