package dev.headwater.coordinator.members;

import dev.headwater.v1.Assignment;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages still to be sent to one client. Writes only while the client accepts more, so a
 * stalled client blocks nobody, and keeps only the newest work, so its memory is bounded: it holds
 * references to messages that all clients share.
 */
public final class Outbox {
  private final ServerCallStreamObserver<Assignment> stream;
  private final Deque<Assignment> notices = new ArrayDeque<>();
  private List<Assignment> work = List.of();
  private int nextOfWork;
  private IntConsumer sent = bytes -> {};
  private @Nullable Assignment wait;
  private @Nullable Assignment finished;
  private boolean ended;

  public Outbox(ServerCallStreamObserver<Assignment> stream) {
    this.stream = stream;
  }

  /** A welcome or labels: always sent, before anything else. */
  synchronized void notice(Assignment message) {
    notices.add(message);
    drain();
  }

  /**
   * Work, which replaces unsent earlier work.
   *
   * @param sent receives the size of every message when it is sent
   */
  public synchronized void work(List<Assignment> messages, IntConsumer sent) {
    this.work = messages;
    this.nextOfWork = 0;
    this.sent = sent;
    this.wait = null;
    drain();
  }

  /** What the run waits for, which replaces an unsent earlier sentence. */
  public synchronized void wait(Assignment message) {
    wait = message;
    drain();
  }

  /**
   * The last messages; they complete the stream.
   *
   * @param head the run's final head, before the last message; empty for none
   */
  public synchronized void finish(List<Assignment> head, Assignment message) {
    work = head;
    nextOfWork = 0;
    sent = bytes -> {};
    wait = null;
    finished = message;
    drain();
  }

  /** Ends the stream at once. */
  public synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      work = List.of();
      stream.onError(status.asRuntimeException());
    }
  }

  /** The client is gone: nothing more is sent. */
  synchronized void abandon() {
    ended = true;
    work = List.of();
    notices.clear();
  }

  /** Sends as much as the client accepts. */
  public synchronized void drain() {
    while (!ended && stream.isReady()) {
      if (!notices.isEmpty()) {
        stream.onNext(notices.remove());
      } else if (nextOfWork < work.size()) {
        Assignment message = work.get(nextOfWork++);
        sent.accept(message.getSerializedSize());
        stream.onNext(message);
        if (nextOfWork == work.size()) {
          work = List.of();
          nextOfWork = 0;
        }
      } else if (wait != null) {
        stream.onNext(wait);
        wait = null;
      } else if (finished != null) {
        ended = true;
        stream.onNext(finished);
        stream.onCompleted();
      } else {
        return;
      }
    }
  }
}
