package dev.headwater.client;

import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.Participation;
import dev.headwater.client.ledger.Verdict;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's own account of one work, which it may be asked several things about. What they have in
 * common takes digests of the whole task, so it is made once, and only where a ledger wants it.
 */
final class Account {
  /** Of an answer with noise that was sent before this node started, and was not kept. */
  static final String GONE =
      "round %d: answered already, and the answer was not kept (expected: another round; other noise on the same answer would tell more)";

  /** Of an answer with noise that another process of this node has given meanwhile. */
  static final String ELSEWHERE =
      "round %d: answered meanwhile by another process with this ledger (expected: one process for a client name)";

  private final ClientSettings settings;
  private final String memoryId;
  private final PreparedData data;
  private final List<String> labels;
  private final Work.Train work;
  private @Nullable Participation participation;

  /**
   * The account of {@code work}.
   *
   * @param memoryId of the run
   * @param data that the node takes part with
   * @param labels the run's class names, in the order of its class indices
   */
  Account(
      ClientSettings settings,
      String memoryId,
      PreparedData data,
      List<String> labels,
      Work.Train work) {
    this.labels = labels;
    this.settings = settings;
    this.memoryId = memoryId;
    this.data = data;
    this.work = work;
  }

  ClientSettings settings() {
    return settings;
  }

  /** What {@link #enter} would say; changes nothing. */
  Verdict check() {
    return settings.ledger().check(this::participation, settings.demands());
  }

  /** Enters a masked answer, which is never given again, before anything of it is sent. */
  Verdict enter() {
    return settings.ledger().enter(this::participation, settings.demands(), List.of());
  }

  /**
   * Enters this answer before anything of it is sent, and keeps it if training again would give
   * other bytes.
   */
  Verdict enter(List<Submission> answer) {
    List<Submission> kept = repeatable() ? List.of() : answer;
    return settings.ledger().enter(() -> participation().giving(answer), settings.demands(), kept);
  }

  /** Whether training again would give the same bytes. */
  boolean repeatable() {
    return Participation.repeatable(work);
  }

  /** Notes an answer that is about to be sent. */
  void sent(List<Submission> answer) {
    settings.ledger().sent(this::participation, answer);
  }

  /** The answer that was kept, for the run as it is called now; else none. */
  List<Submission> kept(String runId) {
    return settings.ledger().kept(this::participation).stream()
        .map(message -> message.toBuilder().setRunId(runId).build())
        .toList();
  }

  /** Users only where the task's noise is for users: a task that lies is charged for pictures. */
  private int counted() {
    ExamplePrivacy example = work.task().protection().example();
    return example != null && example.users() ? data.train().units() : data.train().size();
  }

  private synchronized Participation participation() {
    Participation made = participation;
    if (made == null) {
      made =
          Participation.of(
              work,
              labels,
              Instant.now(),
              settings.name(),
              memoryId,
              data.identity(),
              counted(),
              settings.demands().colluders());
      participation = made;
    }
    return made;
  }
}
