package dev.headwater.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.coordinator.Sample;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.ReceiptCodec;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.Contribution;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AuditTrailTest {
  private static final Receipt ACCEPTED =
      ReceiptCodec.encode(new dev.headwater.learning.tasks.Receipt.Accepted());
  private static final Receipt DUPLICATE =
      ReceiptCodec.encode(new dev.headwater.learning.tasks.Receipt.Duplicate());
  private static final Receipt REFUSED =
      ReceiptCodec.encode(new dev.headwater.learning.tasks.Receipt.Refused("round: 7"));

  private final List<AuditEvent> events = new ArrayList<>();
  private final Lines log = new Lines();
  private final AuditTrail trail = new AuditTrail("run-1");

  /** A log in memory, on a disk that may be full. */
  private final class Lines implements AuditLog {
    private boolean full;
    private int forced;

    @Override
    public void record(AuditEvent event) {
      if (full) {
        throw new UncheckedIOException("audit log: full", new IOException("full"));
      }
      events.add(event);
    }

    @Override
    public void force() {
      forced = events.size();
    }

    @Override
    public SortedMap<String, String> accepted(int round) {
      SortedMap<String, String> digests = new TreeMap<>();
      all(AuditEvent.Answered.class).stream()
          .filter(answered -> answered.round() == round && answered.refusal() == null)
          .forEach(answered -> digests.put(answered.client(), answered.digest()));
      return digests;
    }

    @Override
    public String head() {
      return "line " + events.size();
    }
  }

  private static Submission answer(String client, int round, double loss) {
    return Submission.newBuilder()
        .setClient(client)
        .setRound(round)
        .setContribution(Contribution.newBuilder().setTrainLoss(loss))
        .build();
  }

  private static JoinRequest join(String client, int examples) {
    return JoinRequest.newBuilder().setClient(client).setNumExamples(examples).build();
  }

  private <E extends AuditEvent> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The strongest that a member can do before the run has a folder. */
  @Test
  void nobodyCrowdsOutAnothersJoinBeforeTheRunHasAFolder() {
    for (int i = 0; i < 100_000; i++) {
      trail.joined(join("liar", i));
      trail.judged(answer("liar", i, 0), () -> REFUSED);
    }
    trail.joined(join("honest", 1));
    trail.begin(log, "run", "1");

    List<AuditEvent.Joined> joins = all(AuditEvent.Joined.class);
    assertThat(joins).hasSize(HeldEvents.MOST_JOINS + 1);
    assertThat(joins.get(HeldEvents.MOST_JOINS).client()).isEqualTo("honest");
    assertThat(joins.get(HeldEvents.MOST_JOINS - 1).numExamples())
        .as("its newest, with which the run begins")
        .isEqualTo(99_999);
  }

  @Test
  void refusedAnswersOfOneClientAreFewLinesARoundAndTheLastSaysThatThereWereMore()
      throws Exception {
    trail.begin(log, "run", "1");
    for (RoundTask task : rounds().tasks()) {
      trail.onTask(task);
      for (int i = 0; i < 50; i++) {
        trail.judged(answer("liar", 1, i), () -> REFUSED);
      }
      trail.judged(answer("other", 1, 0), () -> REFUSED);
    }
    List<AuditEvent.Answered> lines = all(AuditEvent.Answered.class);
    assertThat(lines).hasSize(2 * (AuditTrail.MOST_REFUSED + 2));
    assertThat(lines.get(AuditTrail.MOST_REFUSED - 1).refusal()).isEqualTo("round: 7");
    assertThat(lines.get(AuditTrail.MOST_REFUSED).refusal())
        .isEqualTo(
            "more than 8 refused answers of this client since the round began: no further ones are taken down");
  }

  /** Clients get their answers; the run's own thread ends the run. */
  @Test
  void aFullDiskEndsTheRunAtItsNextRoundAndNoCallOfAClient() throws Exception {
    RoundTask task = rounds().tasks().get(0);
    trail.begin(log, "run", "1");
    trail.onTask(task);
    log.full = true;
    trail.joined(join("honest", 1));
    assertThat(trail.judged(answer("honest", 1, 0), () -> ACCEPTED)).isEqualTo(ACCEPTED);
    log.full = false; // too late: lines are missing

    assertThatThrownBy(() -> trail.onTask(task))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("audit log: full");
  }

  /** Another answer of the same client comes while the first is judged, and the round ends then. */
  @Test
  @Timeout(60)
  void aRoundCountsTheAnswerThatWasAcceptedWhateverElseItsClientSendsMeanwhile() throws Exception {
    Rounds rounds = rounds();
    trail.begin(log, "run", "1");
    trail.onTask(rounds.tasks().get(0));
    Submission first = answer("client-0", 1, 0);
    Submission second = answer("client-0", 1, 1);
    Thread other = new Thread(() -> trail.judged(second, () -> DUPLICATE));
    trail.judged(answer("client-1", 1, 0), () -> ACCEPTED);
    trail.judged(
        first,
        () -> {
          other.start();
          while (other.isAlive() && other.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
          }
          trail.onRound(rounds.reports().get(0));
          return ACCEPTED;
        });
    other.join();

    AuditEvent.Ended ended = all(AuditEvent.Ended.class).get(0);
    assertThat(ended.counted()).containsEntry("client-0", AnswerDigest.of(first)).hasSize(2);
    assertThat(all(AuditEvent.Answered.class)).as("once each").hasSize(2);
    assertThat(events.get(events.size() - 1)).as("after its answers").isEqualTo(ended);
    new AuditFile.Chain(events, "").requireAnswers();
  }

  @Test
  void answersThatCountAreOnDiskBeforeAnythingIsReleasedOfThem() throws Exception {
    Rounds rounds = rounds();
    trail.begin(log, "run", "1");
    trail.onTask(rounds.tasks().get(0));
    trail.judged(answer("client-0", 1, 0), () -> ACCEPTED);
    trail.judged(
        answer("client-1", 1, 0),
        () -> { // its line would be written later
          trail.gathered(rounds.reports().get(0).aggregate());
          return ACCEPTED;
        });
    assertThat(all(AuditEvent.Answered.class)).hasSize(2);
    assertThat(log.forced).isEqualTo(events.size());
  }

  /** Such as one of banded noise, whose release a crash does not undo. */
  @Test
  void roundThatWasGatheredBeforeACrashEndsWithItsOwnAnswers() throws Exception {
    Rounds rounds = rounds();
    trail.begin(log, "run", "1");
    trail.onTask(rounds.tasks().get(0));
    trail.judged(answer("client-0", 1, 0), () -> ACCEPTED);
    trail.judged(answer("client-1", 1, 0), () -> ACCEPTED);

    AuditTrail next = new AuditTrail("run-2");
    next.begin(log, "run", "1");
    next.onTask(rounds.tasks().get(0));
    next.onRound(rounds.reports().get(0));

    AuditEvent.Ended ended = all(AuditEvent.Ended.class).get(0);
    assertThat(ended.counted())
        .containsEntry("client-0", AnswerDigest.of(answer("client-0", 1, 0)))
        .containsEntry("client-1", AnswerDigest.of(answer("client-1", 1, 0)))
        .hasSize(2);
    new AuditFile.Chain(events, "").requireAnswers();
  }

  @Test
  void afterItsEndNothingIsTakenDown() {
    trail.begin(log, "run", "1");
    trail.joined(join("ann", 3));
    assertThat(trail.end()).isEqualTo("line 2");
    trail.joined(join("bob", 3));
    trail.judged(answer("bob", 1, 0), () -> REFUSED);
    assertThat(events).hasSize(2);
  }

  private record Rounds(List<RoundTask> tasks, List<RoundReport> reports) implements RoundListener {
    @Override
    public void onTask(RoundTask task) {
      tasks.add(task);
    }

    @Override
    public void onRound(RoundReport report) {
      reports.add(report);
    }
  }

  /** Two rounds of client-0 and client-1. */
  private static Rounds rounds() throws InterruptedException {
    var rounds = new Rounds(new ArrayList<>(), new ArrayList<>());
    new Federation(
            Sample.plan(2, new CohortSize.All()).scoring(EvaluateClients.NEVER).build(),
            entry -> {},
            List.of(),
            Sample.memoryCohort(
                Map.of(
                    "client-0", Sample.data("client-0", Sample.FEATURES),
                    "client-1", Sample.data("client-1", Sample.FEATURES))),
            null,
            List.of(rounds),
            System::nanoTime)
        .run();
    return rounds;
  }
}
