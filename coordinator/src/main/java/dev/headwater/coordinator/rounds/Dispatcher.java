package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.access.Permit;
import dev.headwater.coordinator.access.Proofs;
import dev.headwater.coordinator.audit.AuditTrail;
import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.members.Admission;
import dev.headwater.coordinator.members.Announcer;
import dev.headwater.coordinator.members.EnrolledClients;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.members.Outbox;
import dev.headwater.coordinator.metrics.CohortMeters;
import dev.headwater.coordinator.rounds.submissions.SubmissionQuota;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Submission;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects the network to the run: enrols clients, passes each submission to its round, and sends
 * current work to every client that joins.
 */
public final class Dispatcher {
  /** Memory for vectors that arrive in parts. */
  static final long MAX_PARTIAL_BYTES = 1L << 30;

  private final Changes changes;
  private final EnrolledClients enrolled;
  private final Announcer announcer;
  private final CohortMeters meters;
  private final AuditTrail audit;
  private final SubmissionQuota quota = new SubmissionQuota();
  private final Timer timer;

  /** The current or last rounds, which recognise duplicate and late submissions. */
  private @Nullable ContributionRound training;

  private @Nullable EvaluationRound evaluation;
  private boolean trainingOpen;
  private boolean evaluationOpen;

  /** The time at which clients were sent their current work, and how long it waits for them. */
  private long began;

  private Duration deadline = Duration.ZERO;
  private @Nullable Ending ending;

  /** Why the run goes on no longer, although nobody finished it. */
  private @Nullable String stopped;

  private @Nullable Status closed;

  Dispatcher(
      Changes changes,
      EnrolledClients enrolled,
      Announcer announcer,
      CohortMeters meters,
      AuditTrail audit,
      Timer timer) {
    this.changes = changes;
    this.enrolled = enrolled;
    this.announcer = announcer;
    this.meters = meters;
    this.audit = audit;
    this.timer = timer;
  }

  // ---- called under the lock by the run's thread

  void begin(ContributionRound round, Duration deadline) {
    training = round;
    trainingOpen = true;
    began(deadline);
  }

  void begin(EvaluationRound round, Duration deadline) {
    evaluation = round;
    evaluationOpen = true;
    began(deadline);
  }

  private void began(Duration deadline) {
    this.deadline = deadline;
    began = timer.nanoTime();
    changes.touch();
  }

  void end(ContributionRound round) {
    trainingOpen &= training != round;
  }

  void end(EvaluationRound round) {
    evaluationOpen &= evaluation != round;
  }

  // ---- called by any thread

  /** The current activity. Call under the lock. */
  public Scene scene() {
    return new Scene(
        enrolled,
        trainingOpen ? training : null,
        evaluationOpen ? evaluation : null,
        training == null ? 0 : training.number(),
        stopped == null ? announcer.sentence() : stopped,
        ending == null ? null : ending.summary(),
        began,
        deadline);
  }

  public RunDescription run() {
    return changes.locked(enrolled::run);
  }

  public int enrolled() {
    return changes.locked(enrolled::size);
  }

  /**
   * Enrols and welcomes a client, and sends the current work. A name that belongs to another key is
   * refused, and whoever holds it notices nothing.
   *
   * @param permit with which it was let in
   * @param proof of the key that signed the request
   * @return the member, or the status that ends the stream
   */
  public Enrolment enrol(
      JoinRequest request, Outbox outbox, Permit permit, Admission admission, Proofs.Proof proof) {
    Enrolment[] result = new Enrolment[1];
    changes.change(
        () -> {
          Status refusal = closed != null ? closed : admission.refusal(request, enrolled.run());
          if (refusal == null) {
            refusal = enrolled.claim(request.getClient(), proof);
          }
          if (refusal != null) {
            result[0] = new Enrolment(null, refusal);
            return;
          }
          Member member = Member.of(request, proof.key(), outbox, permit);
          audit.joined(request); // first: whoever cannot be taken down is no member
          enrolled.enrol(member);
          dispatch(member);
          result[0] = new Enrolment(member, null);
        });
    return result[0];
  }

  /** Either a member or a refusal. */
  public record Enrolment(@Nullable Member member, @Nullable Status refusal) {}

  private void dispatch(Member member) {
    String waiting = announcer.sentence();
    if (ending != null) {
      ending.send(member);
    } else if (stopped != null) {
      member.outbox().wait(EnrolledClients.wait(stopped));
    } else if (training != null && trainingOpen && training.expects(member.name())) {
      training.push(member);
    } else if (evaluation != null && evaluationOpen && evaluation.expects(member.name())) {
      evaluation.push(member, meters::down);
    } else if (training != null && trainingOpen) {
      member
          .outbox()
          .wait(
              EnrolledClients.wait(
                  "round %d is under way without this client".formatted(training.number())));
    } else if (waiting != null) {
      member.outbox().wait(EnrolledClients.wait(waiting));
    }
  }

  /** A stream is over. */
  public void leave(Member member) {
    changes.change(
        () -> {
          if (enrolled.leave(member) && training != null) {
            training.forget(member.name());
          }
        });
  }

  /**
   * Ends the streams of clients whose certificates or tokens are good no longer; their rounds wait
   * for them no more.
   *
   * @param revoked names that were revoked since the last call
   */
  public void expel(Collection<String> revoked) {
    List<Member> all = changes.locked(() -> List.copyOf(enrolled.everybody().values()));
    for (Member member : all) {
      Status refusal = member.permit().refusal(); // reads files: not under the lock
      if (refusal != null) {
        expel(member, refusal);
      }
    }
    changes.change(() -> enrolled.release(revoked));
  }

  /** Ends the stream of one client that may take part no longer. */
  public void expel(Member member, Status refusal) {
    changes.change(
        () -> {
          enrolled.expel(member, refusal);
          if (training != null) {
            training.forget(member.name());
          }
        });
  }

  /**
   * Handles a submission; never throws because of a client's message.
   *
   * @throws io.grpc.StatusRuntimeException if the client may take part no longer
   */
  public dev.headwater.v1.Receipt submit(Submission message) {
    meters.up(message.getSerializedSize());
    var receipt = answer(message);
    if ((message.hasContribution() || message.hasMaskedInput())
        && receipt.getStatus() != dev.headwater.v1.Receipt.Status.PART_RECEIVED) {
      meters.answered(receipt.getStatus());
    }
    if (receipt.getStatus() != dev.headwater.v1.Receipt.Status.PART_RECEIVED) {
      changes.signal();
    }
    return receipt;
  }

  private dev.headwater.v1.Receipt answer(Submission message) {
    // Copies the references: the rest is too expensive under the lock.
    record Now(
        RunDescription run,
        @Nullable Member member,
        @Nullable ContributionRound training,
        boolean trainingOpen,
        @Nullable EvaluationRound evaluation,
        long began) {}
    Now now =
        changes.locked(
            () ->
                new Now(
                    enrolled.run(),
                    enrolled.find(message.getClient()),
                    training,
                    trainingOpen,
                    evaluation,
                    began));
    if (!message.getRunId().equals(now.run().runId())) {
      return refused(
          "run: %s (expected: %s; join again)".formatted(message.getRunId(), now.run().runId()));
    }
    if (now.member() == null) {
      return refused(
          "client: %s is not enrolled (expected: a client that has joined)"
              .formatted(message.getClient()));
    }
    if (!now.member().hasSession(message.getSession())) {
      return refused(
          "session: not that of client %s's newest enrolment (expected: the one in its last welcome)"
              .formatted(message.getClient()));
    }
    if (!now.member().key().signed(message)) {
      return refused(
          "signature: not by the key of client %s (expected: its signature of this very answer)"
              .formatted(message.getClient()));
    }
    ContributionRound round = now.training();
    int number = round == null ? 0 : round.number(); // joins come before the first round
    long allowed =
        quota.over(
            message.getClient(),
            number,
            round == null ? 0 : round.answerBytes(),
            message.getSerializedSize());
    if (allowed > 0) {
      return refused(
          "bytes: more than %d from client %s in round %d (expected: at most that; an answer needs far less)"
              .formatted(allowed, message.getClient(), number));
    }
    Status refusal = now.member().permit().refusal(); // reads files: not under the lock
    if (refusal != null) {
      throw refusal.asRuntimeException();
    }
    // Only what a member signed: anybody could fill the log otherwise.
    var receipt =
        audit.judged(
            message, () -> judged(message, now.training(), now.trainingOpen(), now.evaluation()));
    if (message.hasContribution() || message.hasMaskedInput()) {
      meters.judged(
          message.getClient(), receipt.getStatus(), (timer.nanoTime() - now.began()) / 1e9);
    }
    return receipt;
  }

  private static dev.headwater.v1.Receipt judged(
      Submission message,
      @Nullable ContributionRound training,
      boolean open,
      @Nullable EvaluationRound evaluation) {
    return switch (message.getWorkCase()) {
      case CONTRIBUTION, ADVERTISEMENT, SHARES, MASKED_INPUT, CONFIRMATION, UNMASKING, WITHDRAWAL ->
          contribution(message, training, open);
      case EVALUATION -> evaluation(message, evaluation);
      case WORK_NOT_SET -> refused("work: none (expected: a contribution or an evaluation)");
    };
  }

  private static dev.headwater.v1.Receipt contribution(
      Submission message, @Nullable ContributionRound training, boolean open) {
    int newest = training == null ? 0 : training.number();
    if (training != null && message.getRound() == newest) {
      return training.submit(message);
    }
    if (training != null && message.getRound() > 0 && message.getRound() < newest) {
      training.late(message);
      return ReceiptCodec.encode(new Receipt.Late());
    }
    String reason =
        "round: %s (expected: %d, the newest)"
            .formatted(Integer.toUnsignedString(message.getRound()), newest);
    return training != null && open
        ? ReceiptCodec.encode(training.refuse(message.getClient(), reason))
        : refused(reason);
  }

  private static dev.headwater.v1.Receipt evaluation(
      Submission message, @Nullable EvaluationRound evaluation) {
    int newest = evaluation == null ? 0 : evaluation.number();
    if (evaluation != null && message.getRound() == newest) {
      return ReceiptCodec.encode(evaluation.submit(message));
    }
    return message.getRound() > 0 && message.getRound() < newest
        ? ReceiptCodec.encode(new Receipt.Late())
        : refused(
            "evaluation: of round %s (expected: %d, the newest)"
                .formatted(Integer.toUnsignedString(message.getRound()), newest));
  }

  private static dev.headwater.v1.Receipt refused(String reason) {
    return ReceiptCodec.encode(new Receipt.Refused(reason));
  }

  /**
   * Ends the run for all connected and future clients.
   *
   * @param learned the final head, for those that want it; null if no round gave a sum
   */
  public void finish(String summary, @Nullable Parameters learned) {
    Ending last = new Ending(summary, learned);
    changes.change(
        () -> {
          ending = last;
          enrolled.live().forEach(last::send);
        });
  }

  /** Tells all connected and future clients why the run goes on no longer; they wait. */
  public void stop(String sentence) {
    Assignment message = EnrolledClients.wait(sentence);
    changes.change(
        () -> {
          stopped = sentence;
          enrolled.live().forEach(member -> member.outbox().wait(message));
        });
  }

  /**
   * Refuses new clients and ends unfinished streams; clients try again.
   *
   * @param away why
   */
  public void close(String away) {
    changes.change(
        () -> {
          Status status =
              Status.UNAVAILABLE.withDescription(stopped == null ? away : stopped + " " + away);
          closed = status;
          if (ending == null) {
            List.copyOf(enrolled.live()).forEach(member -> member.outbox().end(status));
          }
        });
  }
}
