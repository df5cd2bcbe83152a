package dev.headwater.client.connection;

import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Sends a node's answers to the coordinator.
 *
 * @param seal gives every message its signature and the newest session
 */
public record Post(
    FederationStub stub, UnaryOperator<Submission> seal, Backoff backoff, Delay delay) {

  /** An answer that has not been sent. */
  public Answer answer(Work work, List<Submission> messages, BiConsumer<Answer, Receipt> done) {
    return new Answer(work, messages, seal, backoff, delay, done);
  }
}
