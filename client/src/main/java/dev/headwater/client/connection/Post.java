package dev.headwater.client.connection;

import com.google.protobuf.ByteString;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.FederationGrpc.FederationStub;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Sends a node's answers to the coordinator.
 *
 * @param session supplies the newest session
 * @param key signs every message, once
 */
public record Post(
    FederationStub stub,
    Supplier<ByteString> session,
    ClientKey key,
    Backoff backoff,
    Delay delay) {

  /** An answer that has not been sent. */
  public Answer answer(Work work, List<Submission> messages, BiConsumer<Answer, Receipt> done) {
    return new Answer(work, messages, this, done);
  }
}
