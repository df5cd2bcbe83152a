package dev.headwater.coordinator.watch;

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
 * One who watches. What is kept for a reader that does not read is the newest status and its place
 * in the history, no more.
 */
final class Watcher {
  private static final Logger log = LoggerFactory.getLogger(Watcher.class);

  private final ServerCallStreamObserver<WatchEvent> stream;
  private final ReportHistory history;
  private final Deque<RoundReport> ahead = new ArrayDeque<>();
  private long next;
  private @Nullable RunStatus status;

  /** A status went out last: a report is next, so that neither keeps the other waiting. */
  private boolean reportsTurn;

  private boolean last;
  private boolean ended;

  Watcher(ServerCallStreamObserver<WatchEvent> stream, ReportHistory history) {
    this.stream = stream;
    this.history = history;
  }

  /** A status, in place of any that is not sent yet. */
  synchronized void offer(RunStatus newest) {
    status = newest;
    drain();
  }

  /** Nothing follows what there is. */
  synchronized void complete() {
    last = true;
    drain();
  }

  synchronized void end() {
    if (!ended) {
      ended = true;
      stream.onError(
          Status.UNAVAILABLE
              .withDescription("the coordinator is shutting down; it may come back")
              .asRuntimeException());
    }
  }

  synchronized void abandon() {
    ended = true;
    ahead.clear();
    status = null;
  }

  /**
   * Sends as much as the reader takes. A stream that fails is its reader's trouble, not the run's.
   */
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
