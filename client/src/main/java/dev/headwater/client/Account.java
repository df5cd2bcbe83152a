package dev.headwater.client;

import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.Participation;
import dev.headwater.client.ledger.Verdict;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.time.Instant;
import java.util.List;

/**
 * A node's own account of its answers in the run at hand.
 *
 * @param memoryId of the run
 * @param data that it takes part with
 */
record Account(ClientSettings settings, String memoryId, PreparedData data) {

  /** Of an answer with noise that was sent before this node started, and was not kept. */
  static final String GONE =
      "round %d: answered already, and the answer was not kept (expected: another round; other noise on the same answer would tell more)";

  /** What {@link #enter} would say; changes nothing. */
  Verdict check(Work.Train work) {
    return settings.ledger().check(() -> of(work), settings.demands());
  }

  /** Enters the answer to {@code work}, before anything of it is sent. */
  Verdict enter(Work.Train work) {
    return settings.ledger().enter(() -> of(work), settings.demands());
  }

  /** Whether training again would give the same bytes. */
  boolean repeatable(Work.Train work) {
    return of(work).repeatable();
  }

  /** Notes an answer that is about to be sent. */
  void sent(Work.Train work, List<Submission> answer) {
    settings.ledger().sent(() -> of(work), answer);
  }

  /** Keeps an answer that has been entered, if it cannot be computed again. */
  void keep(Work.Train work, List<Submission> answer) {
    settings.ledger().keep(() -> of(work), answer);
  }

  /** The answer that was kept, for the run as it is called now; else none. */
  List<Submission> kept(Work.Train work, String runId) {
    return settings.ledger().kept(() -> of(work)).stream()
        .map(message -> message.toBuilder().setRunId(runId).build())
        .toList();
  }

  /** Users only where the task's noise is for users: a task that lies is charged for pictures. */
  private int counted(Work.Train work) {
    ExamplePrivacy example = work.task().protection().example();
    return example != null && example.users() ? data.train().units() : data.train().size();
  }

  private Participation of(Work.Train work) {
    return Participation.of(
        work,
        Instant.now(),
        settings.name(),
        memoryId,
        data.identity(),
        counted(work),
        settings.demands().colluders());
  }
}
