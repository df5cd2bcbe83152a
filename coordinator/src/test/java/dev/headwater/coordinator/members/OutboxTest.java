package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.v1.Assignment;
import dev.headwater.v1.Finished;
import dev.headwater.v1.Part;
import dev.headwater.v1.Welcome;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final FakeStream stream = new FakeStream();
  private final Outbox outbox = new Outbox(stream);
  private final AtomicLong sent = new AtomicLong();

  private static Assignment part(int index) {
    return Assignment.newBuilder().setPart(Part.newBuilder().setIndex(index)).build();
  }

  private static Assignment welcome() {
    return Assignment.newBuilder().setWelcome(Welcome.getDefaultInstance()).build();
  }

  @Test
  void stalledClientIsSentNothingAndKeepsOnlyTheNewestWork() {
    stream.room = 2;
    outbox.notice(welcome());
    outbox.work(List.of(part(0), part(1), part(2)), sent::addAndGet);
    assertThat(stream.messages).containsExactly(welcome(), part(0));
    outbox.work(List.of(part(10), part(11)), sent::addAndGet);
    outbox.work(List.of(part(20), part(21)), sent::addAndGet);
    assertThat(stream.messages).hasSize(2);
    stream.room = 10;
    outbox.drain();
    assertThat(stream.messages).containsExactly(welcome(), part(0), part(20), part(21));
    assertThat(sent.get())
        .isEqualTo(
            part(0).getSerializedSize()
                + part(20).getSerializedSize()
                + part(21).getSerializedSize());
  }

  @Test
  void onlyTheNewestSentenceIsKeptAndWorkReplacesIt() {
    outbox.wait(EnrolledClients.wait("first"));
    outbox.wait(EnrolledClients.wait("second"));
    stream.room = 1;
    outbox.drain();
    assertThat(stream.messages).containsExactly(EnrolledClients.wait("second"));
    outbox.wait(EnrolledClients.wait("third"));
    outbox.work(List.of(part(0)), sent::addAndGet);
    stream.room = 5;
    outbox.drain();
    assertThat(stream.messages).containsExactly(EnrolledClients.wait("second"), part(0));
  }

  @Test
  void finishedComesLastAndCompletesTheStream() {
    Assignment finished =
        Assignment.newBuilder().setFinished(Finished.newBuilder().setSummary("bye")).build();
    outbox.work(List.of(part(0)), sent::addAndGet);
    outbox.finish(List.of(), finished);
    stream.room = 5;
    outbox.drain();
    outbox.wait(EnrolledClients.wait("late"));
    outbox.end(Status.UNAVAILABLE);
    assertThat(stream.messages).containsExactly(finished);
    assertThat(stream.completed).isTrue();
    assertThat(stream.error).isNull();
  }

  @Test
  void headOfWhoeverWantsItComesBeforeFinishedHoweverSlowTheClientIs() {
    Assignment finished =
        Assignment.newBuilder().setFinished(Finished.getDefaultInstance()).build();
    stream.room = 1;
    outbox.finish(List.of(part(0), part(1)), finished);
    assertThat(stream.messages).containsExactly(part(0));
    assertThat(stream.completed).isFalse();
    stream.room = 5;
    outbox.drain();
    assertThat(stream.messages).containsExactly(part(0), part(1), finished);
    assertThat(stream.completed).isTrue();
  }

  /** A client that takes {@code room} more messages. */
  private static final class FakeStream extends ServerCallStreamObserver<Assignment> {
    final List<Assignment> messages = new ArrayList<>();
    int room;
    boolean completed;
    @Nullable Throwable error;

    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void onNext(Assignment value) {
      room--;
      messages.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      error = failure;
    }

    @Override
    public void onCompleted() {
      completed = true;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
