package dev.headwater.coordinator.watch;

import dev.headwater.coordinator.access.Permit;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All watchers of the run. The status is sent when it changes, a few times a second at most, on the
 * timer's thread; the run's own thread never waits.
 *
 * <p>Lock order: this lock first, then the cohort's; code under the cohort's lock only sets a
 * timer.
 */
public final class Watchers implements RoundListener {
  /** Least time between two statuses. */
  public static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * Time after which a status is sent without a change: a page cannot distinguish silence from a
   * lost connection.
   */
  public static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final StatusBoard board;
  private final Timer timer;
  private final ReportHistory history = new ReportHistory();
  private final AtomicBoolean alarmSet = new AtomicBoolean();
  private volatile long publishedAt;

  /**
   * Concurrent, because watchers are removed without the lock: a stream may end while it is written
   * to.
   */
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private boolean ended;
  private boolean beating;

  public Watchers(StatusBoard board, Timer timer) {
    this.board = board;
    this.timer = timer;
    this.publishedAt = timer.nanoTime() - PAUSE.toNanos();
    board.observe(this::changed);
  }

  private void changed() {
    if (alarmSet.compareAndSet(false, true)) {
      long wait = PAUSE.toNanos() - (timer.nanoTime() - publishedAt);
      timer.after(Duration.ofNanos(Math.max(0, wait)), this::publish);
    }
  }

  private void publish() {
    alarmSet.set(false); // before the status is read: later changes set the next one
    publishedAt = timer.nanoTime();
    synchronized (this) {
      if (!watchers.isEmpty()) {
        RunStatus status = board.status();
        watchers.forEach(watcher -> watcher.offer(status));
      }
    }
  }

  @Override
  public void onRound(dev.headwater.learning.rounds.RoundReport report) {
    history.add(WatchCodec.encode(report, board.budget()));
    watchers.forEach(Watcher::drain);
  }

  /**
   * Sends the status, all reports so far, and all later ones.
   *
   * @param permit with which the stream was let in
   */
  public synchronized void add(ServerCallStreamObserver<WatchEvent> stream, Permit permit) {
    var watcher = new Watcher(stream, permit, history);
    stream.setOnCancelHandler(() -> remove(watcher));
    stream.setOnReadyHandler(watcher::drain);
    watchers.add(watcher);
    watcher.offer(board.status());
    if (ended) {
      watcher.complete();
      watchers.remove(watcher);
    } else if (!beating) {
      beating = true;
      timer.after(HEARTBEAT, this::beat);
    }
  }

  private synchronized void beat() {
    beating = !ended && !watchers.isEmpty();
    if (beating) {
      changed();
      timer.after(HEARTBEAT, this::beat);
    }
  }

  private void remove(Watcher watcher) {
    watchers.remove(watcher);
    watcher.abandon();
  }

  /** The run is over: sends the last status and completes. */
  public synchronized void finish() {
    ended = true;
    RunStatus status = board.status();
    watchers.forEach(watcher -> watcher.offer(status));
    watchers.forEach(Watcher::complete);
  }

  /** Ends the streams whose certificates or tokens are good no longer. */
  public void expel() {
    for (Watcher watcher : List.copyOf(watchers)) {
      Status refusal = watcher.refusal();
      if (refusal != null) {
        watchers.remove(watcher);
        watcher.end(refusal);
      }
    }
  }

  /**
   * Ends all streams that are not complete; watchers try again.
   *
   * @param away why
   */
  public synchronized void close(String away) {
    Status status = Status.UNAVAILABLE.withDescription(away);
    watchers.forEach(watcher -> watcher.end(status));
    watchers.clear();
  }
}
