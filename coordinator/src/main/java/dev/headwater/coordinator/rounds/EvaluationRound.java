package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.Outbox;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Gathers the scores of one head on the clients' held-out examples. Safe for concurrent use. */
public final class EvaluationRound {
  private final int round;
  private final int classes;
  private final Map<String, Integer> heldOut;
  private final List<Assignment> messages;
  private final SortedMap<String, Evaluation> answers = new TreeMap<>();
  private boolean closed;

  /**
   * A round that has not been sent yet.
   *
   * @param heldOut number of held-out examples of each requested client
   */
  EvaluationRound(Work.Evaluate work, int classes, Map<String, Integer> heldOut) {
    this.round = work.round();
    this.classes = classes;
    this.heldOut = Map.copyOf(heldOut);
    this.messages = WorkCodec.encode(work);
  }

  int number() {
    return round;
  }

  void push(Outbox outbox, IntConsumer sent) {
    outbox.work(messages, sent);
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
              .formatted(client, round));
    }
    try {
      Evaluation evaluation = SubmissionCodec.decode(message.getEvaluation(), classes);
      if (evaluation.numExamples() != declared) {
        return new Receipt.Refused(
            "evaluation: %d examples (expected: %d, as at enrolment)"
                .formatted(evaluation.numExamples(), declared));
      }
      answers.put(client, evaluation);
      return new Receipt.Accepted();
    } catch (IllegalArgumentException e) {
      return new Receipt.Refused(String.valueOf(e.getMessage()));
    }
  }

  /** The scores so far; later ones are late. */
  synchronized SortedMap<String, Evaluation> close() {
    closed = true;
    return new TreeMap<>(answers);
  }
}
