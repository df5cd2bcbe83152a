package dev.headwater.coordinator;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The steps of one masked round by hand. */
public final class RawMasked {
  public final RawClient raw;
  public final Work.Train work;
  public final SecAggClient client;
  private @Nullable Survivors survivors;

  /** Waits for the round's work. */
  public RawMasked(RawClient raw) throws InterruptedException {
    this(raw, raw.train());
  }

  /** Fresh keys for the same work. */
  public RawMasked(RawClient raw, Work.Train work) {
    this.raw = raw;
    this.work = work;
    this.client =
        new SecAggClient(
            Objects.requireNonNull(work.masks()).of(WorkCodec.taskDigest(work)),
            raw.name,
            null,
            TrustedIdentities.none());
  }

  public SecAggSetup setup() {
    return Objects.requireNonNull(work.masks());
  }

  /** Waits for what the step answers, and makes it. */
  public Message make(Stage stage) throws InterruptedException {
    switch (stage) {
      case ADVERTISE -> {
        return client.advertise();
      }
      case SHARE -> {
        return client.share((Roster) received(Assignment.WorkCase.ROSTER));
      }
      case MASK -> {
        var inbox = (Inbox) received(Assignment.WorkCase.INBOX);
        return client.mask(inbox, MaskedSum.encode(raw.contribute(work.task()), work.task()));
      }
      case CONFIRM -> {
        var lists = (Survivors) received(Assignment.WorkCase.SURVIVORS);
        survivors = lists;
        return client.confirm(lists);
      }
      case UNMASK -> {
        var confirmations = (Confirmations) received(Assignment.WorkCase.CONFIRMATIONS);
        return client.unmask(Objects.requireNonNull(survivors), confirmations);
      }
    }
    throw new AssertionError(stage);
  }

  public Message received(Assignment.WorkCase kind) throws InterruptedException {
    return SecAggCodec.decode(raw.next(kind), "run-1");
  }

  /** Takes the step; the last receipt. */
  public Receipt take(Stage stage) throws InterruptedException {
    return submit(make(stage));
  }

  public List<Submission> messages(Message step) {
    return StepCodec.encode(step).stream()
        .map(message -> message.toBuilder().setSession(raw.session).build())
        .toList();
  }

  public Receipt submit(Message step) {
    Receipt last = Receipt.getDefaultInstance();
    for (Submission message : messages(step)) {
      last = raw.submit(message);
    }
    return last;
  }
}
