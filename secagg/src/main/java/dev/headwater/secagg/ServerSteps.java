package dev.headwater.secagg;

import dev.headwater.secagg.messages.Message;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The order of the server's steps: which one is open, and whether a message may be accepted in it.
 * Not thread-safe.
 */
final class ServerSteps {
  private final SecAggSetup setup;
  private @Nullable Stage open = Stage.ADVERTISE;

  /** The first step is open. */
  ServerSteps(SecAggSetup setup) {
    this.setup = setup;
  }

  /** The open step, or null when the round is over. */
  @Nullable Stage open() {
    return open;
  }

  /** Ends {@code stage} and opens the following one, null for none. */
  void close(Stage stage, @Nullable Stage following) {
    if (open != stage) {
      throw new IllegalStateException(
          "secure aggregation: closing %s while %s is open (expected: the steps in order, once)"
              .formatted(stage, open == null ? "nothing" : open));
    }
    open = following;
  }

  /** The round is over: no step is open. */
  void end() {
    open = null;
  }

  /**
   * Judges one message.
   *
   * @param stage the step that the message belongs to
   * @param from its sender
   * @param expected the clients that may take the step
   * @param before the sender's earlier message of the step, null if there is none
   * @param admission accepts the message and returns null, or returns the reason for refusing it;
   *     called only if nothing else is against it
   */
  Verdict judge(
      Stage stage,
      Message message,
      String from,
      Set<String> expected,
      @Nullable Object before,
      Supplier<@Nullable String> admission) {
    if (!message.runId().equals(setup.runId()) || message.round() != setup.round()) {
      return refused(
          from,
          "a message for run %s, round %d (expected: run %s, round %d)"
              .formatted(message.runId(), message.round(), setup.runId(), setup.round()));
    }
    if (message.equals(before)) {
      return new Verdict.Duplicate();
    }
    if (open != stage) {
      return refused(
          from,
          "a message to %s (expected: %s)"
              .formatted(stage, open == null ? "none, the round is over" : "one to " + open));
    }
    if (!expected.contains(from)) {
      return refused(
          from, "not a client that may %s now (expected: one that may)".formatted(stage));
    }
    if (before != null) {
      return refused(from, "a second and different message (expected: one a step)");
    }
    String reason = admission.get();
    return reason == null ? new Verdict.Accepted() : refused(from, reason);
  }

  private static Verdict refused(String from, String reason) {
    return new Verdict.Refused(from + ": " + reason);
  }
}
