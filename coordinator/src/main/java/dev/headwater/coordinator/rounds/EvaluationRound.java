package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Member;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.ClientEvaluation;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Gathers the scores of one head on the clients' held-out examples. Safe for concurrent use. */
public final class EvaluationRound {
  private final ScoringTask task;
  private final Map<String, Integer> heldOut;
  private final List<Assignment> messages;
  private final SortedMap<String, Evaluation> answers = new TreeMap<>();
  private final SortedMap<String, Evaluation> personal = new TreeMap<>();
  private boolean closed;

  /**
   * A round that has not been sent yet.
   *
   * @param heldOut number of held-out examples of each requested client
   */
  EvaluationRound(ScoringTask task, Map<String, Integer> heldOut) {
    this.task = task;
    this.heldOut = Map.copyOf(heldOut);
    this.messages =
        WorkCodec.encode(
            new Work.Evaluate(task.round(), task.model(), task.parameters(), task.personal(), 0));
  }

  int number() {
    return task.round();
  }

  void push(Member member, IntConsumer sent) {
    member.outbox().work(MemoryNotice.before(messages, task, member), sent);
  }

  synchronized boolean expects(String client) {
    return !closed && heldOut.containsKey(client) && !answers.containsKey(client);
  }

  public synchronized Standing standing(String client) {
    return answers.containsKey(client)
        ? Standing.ANSWERED
        : heldOut.containsKey(client) ? Standing.WORKING : Standing.NOT_ASKED;
  }

  synchronized boolean complete() {
    return answers.size() == heldOut.size();
  }

  /** Handles the scores of an authenticated client. */
  synchronized Receipt submit(Submission message) {
    String client = message.getClient();
    if (answers.containsKey(client)) {
      return new Receipt.Duplicate();
    }
    if (closed) {
      return new Receipt.Late();
    }
    Integer declared = heldOut.get(client);
    if (declared == null) {
      return new Receipt.Refused(
          "client: %s was not asked to evaluate round %d (expected: a client that holds examples out)"
              .formatted(client, task.round()));
    }
    try {
      ClientEvaluation answer = message.getEvaluation();
      Evaluation global = decode(answer, declared);
      if (answer.hasPersonal()) {
        if (task.memoryOf(client) == 0) {
          return new Receipt.Refused(
              "evaluation: scores of a personal head (expected: none from %s in round %d)"
                  .formatted(client, task.round()));
        }
        personal.put(client, decode(answer.getPersonal(), declared));
      }
      answers.put(client, global);
      return new Receipt.Accepted();
    } catch (IllegalArgumentException e) {
      return new Receipt.Refused(String.valueOf(e.getMessage()));
    }
  }

  private Evaluation decode(ClientEvaluation message, int declared) {
    Evaluation scores = SubmissionCodec.decode(message, task.model().classes());
    if (scores.numExamples() != declared) {
      throw new IllegalArgumentException(
          "evaluation: %d examples (expected: %d, as at enrolment)"
              .formatted(scores.numExamples(), declared));
    }
    return scores;
  }

  /** The scores so far; later ones are late. */
  synchronized ClientScores close() {
    closed = true;
    return new ClientScores(answers, personal);
  }
}
