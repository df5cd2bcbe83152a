package dev.headwater.coordinator.watch;

import dev.headwater.v1.RoundReport;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A watcher that takes {@code room} more messages. */
public class FakeWatcher extends ServerCallStreamObserver<WatchEvent> {
  private final List<WatchEvent> events = new ArrayList<>();
  private int room;
  private @Nullable Runnable ready;
  private @Nullable Runnable cancel;
  private boolean completed;
  private @Nullable Throwable error;

  public FakeWatcher(int room) {
    this.room = room;
  }

  public synchronized List<WatchEvent> events() {
    return List.copyOf(events);
  }

  public List<RoundReport> reports() {
    return events().stream().filter(WatchEvent::hasRound).map(WatchEvent::getRound).toList();
  }

  public List<RunStatus> statuses() {
    return events().stream().filter(WatchEvent::hasStatus).map(WatchEvent::getStatus).toList();
  }

  public RunStatus status() {
    List<RunStatus> all = statuses();
    return all.get(all.size() - 1);
  }

  public synchronized boolean completed() {
    return completed;
  }

  synchronized @Nullable Throwable error() {
    return error;
  }

  /** Reads as many messages more. */
  void read(int more) {
    synchronized (this) {
      room += more;
    }
    if (ready != null) {
      ready.run();
    }
  }

  public void goAway() {
    if (cancel != null) {
      cancel.run();
    }
  }

  @Override
  public synchronized boolean isReady() {
    return room > 0;
  }

  @Override
  public synchronized void onNext(WatchEvent value) {
    room--;
    events.add(value);
  }

  @Override
  public synchronized void onError(Throwable failure) {
    error = failure;
  }

  @Override
  public synchronized void onCompleted() {
    completed = true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    cancel = handler;
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void setOnReadyHandler(Runnable handler) {
    ready = handler;
  }

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
