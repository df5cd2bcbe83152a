package dev.headwater.coordinator;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.RoundReport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everybody who watches the rounds. One who does not read loses the oldest reports. */
final class Watchers implements RoundListener {
  private static final int KEPT = 256;

  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private @Nullable RoundReport latest;
  private boolean ended;

  @Override
  public void onRound(dev.headwater.learning.rounds.RoundReport report) {
    RoundReport message = RunCodec.encode(report);
    synchronized (this) {
      latest = message;
      watchers.forEach(watcher -> watcher.offer(message));
    }
  }

  /** Sends the newest report and all that follow. */
  synchronized void add(ServerCallStreamObserver<RoundReport> stream) {
    var watcher = new Watcher(stream);
    stream.setOnCancelHandler(
        () -> {
          watchers.remove(watcher);
          watcher.abandon();
        });
    stream.setOnReadyHandler(watcher::drain);
    watchers.add(watcher);
    if (latest != null) {
      watcher.offer(latest);
    }
    if (ended) {
      watcher.complete();
    }
  }

  /** No report follows. */
  synchronized void finish() {
    ended = true;
    watchers.forEach(Watcher::complete);
  }

  /** Ends all streams that are not complete. */
  synchronized void close() {
    watchers.forEach(watcher -> watcher.end());
  }

  private static final class Watcher {
    private final ServerCallStreamObserver<RoundReport> stream;
    private final Deque<RoundReport> waiting = new ArrayDeque<>();
    private boolean last;
    private boolean ended;

    Watcher(ServerCallStreamObserver<RoundReport> stream) {
      this.stream = stream;
    }

    synchronized void offer(RoundReport report) {
      if (waiting.size() == KEPT) {
        waiting.remove();
      }
      waiting.add(report);
      drain();
    }

    synchronized void complete() {
      last = true;
      drain();
    }

    synchronized void end() {
      if (!ended) {
        ended = true;
        stream.onError(
            Status.UNAVAILABLE
                .withDescription("the coordinator is shutting down")
                .asRuntimeException());
      }
    }

    synchronized void abandon() {
      ended = true;
      waiting.clear();
    }

    synchronized void drain() {
      while (!ended && stream.isReady()) {
        if (!waiting.isEmpty()) {
          stream.onNext(waiting.remove());
        } else if (last) {
          ended = true;
          stream.onCompleted();
        } else {
          return;
        }
      }
    }
  }
}
