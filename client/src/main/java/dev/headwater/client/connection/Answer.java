package dev.headwater.client.connection;

import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.Submission;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Submits one answer part by part, and repeats it while the coordinator is unreachable. The
 * coordinator counts it once, however often it is sent.
 */
public final class Answer {
  private static final long DEADLINE_SECONDS = 60;

  private final Work work;
  private final List<Submission> messages;
  private final Post post;
  private final BiConsumer<Answer, Receipt> done;
  private int attempt;
  private int failures;
  private boolean answered;
  private boolean dropped;

  /** Signed once, so that an answer that is sent again has the same bytes. */
  private final Map<Integer, Submission> signed = new ConcurrentHashMap<>();

  /**
   * An answer that has not been sent.
   *
   * @param done receives the coordinator's final receipt, once
   */
  Answer(Work work, List<Submission> messages, Post post, BiConsumer<Answer, Receipt> done) {
    this.work = work;
    this.messages = messages;
    this.post = post;
    this.done = done;
  }

  public Work work() {
    return work;
  }

  /** Sends all parts from the first one; replies to earlier attempts are ignored. */
  public void send(FederationStub stub) {
    int mine;
    synchronized (this) {
      if (answered || dropped) {
        return;
      }
      mine = ++attempt;
    }
    send(stub, mine, 0);
  }

  /**
   * The answer is obsolete: nothing more is sent. A receipt that is still on its way is reported.
   */
  public synchronized void drop() {
    dropped = true;
  }

  /** Whether this is the newest attempt and it may send more. */
  private synchronized boolean goesOn(int mine) {
    return !answered && !dropped && attempt == mine;
  }

  private void send(FederationStub stub, int mine, int part) {
    Submission message =
        signed.computeIfAbsent(part, i -> post.key().sign(messages.get(i))).toBuilder()
            .setSession(post.session().get())
            .build();
    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .submit(
            message,
            new StreamObserver<>() {
              private dev.headwater.v1.@Nullable Receipt receipt;

              @Override
              public void onNext(dev.headwater.v1.Receipt value) {
                receipt = value;
              }

              @Override
              public void onError(Throwable error) {
                retry(stub, mine, Status.fromThrowable(error));
              }

              @Override
              public void onCompleted() {
                if (receipt == null) {
                  retry(stub, mine, Status.INTERNAL);
                } else {
                  received(stub, mine, part, receipt);
                }
              }
            });
  }

  private void received(FederationStub stub, int mine, int part, dev.headwater.v1.Receipt message) {
    Receipt receipt;
    try {
      receipt = ReceiptCodec.decode(message);
    } catch (IllegalArgumentException e) {
      receipt = new Receipt.Refused(String.valueOf(e.getMessage()));
    }
    if (receipt == null && part + 1 < messages.size()) {
      if (goesOn(mine)) {
        send(stub, mine, part + 1);
      }
      return;
    }
    if (receipt == null) {
      // All parts went out, yet the coordinator lacks one: it dropped them when the connection was
      // lost.
      retry(stub, mine, Status.UNAVAILABLE);
      return;
    }
    synchronized (this) {
      if (answered || attempt != mine) {
        return;
      }
      answered = true;
    }
    done.accept(this, receipt);
  }

  private void retry(FederationStub stub, int mine, Status status) {
    int failure;
    synchronized (this) {
      if (!goesOn(mine)) {
        return;
      }
      failure = ++failures;
    }
    if (status.getCode() == Status.Code.CANCELLED) {
      return; // the channel is closing
    }
    post.delay()
        .run(
            post.backoff().delay(failure),
            () -> {
              if (goesOn(mine)) {
                send(stub);
              }
            });
  }
}
