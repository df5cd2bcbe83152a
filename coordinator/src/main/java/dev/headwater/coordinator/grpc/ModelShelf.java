package dev.headwater.coordinator.grpc;

import dev.headwater.coordinator.web.WebSite.ServedHead;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.ModelPart;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the current head for requests; encodes it on the first request. */
public final class ModelShelf implements RoundListener {
  private @Nullable Parameters head;
  private int round;
  private List<ModelPart> encoded = List.of();

  @Override
  public void onTask(RoundTask task) {
    put(task.round() - 1, task.train().parameters());
  }

  @Override
  public void onRound(RoundReport report) {
    put(report.round(), report.parameters());
  }

  private synchronized void put(int rounds, Parameters parameters) {
    round = rounds;
    head = parameters;
    encoded = List.of();
  }

  /** The head; empty before the first round. */
  public synchronized Optional<ServedHead> served() {
    return head == null ? Optional.empty() : Optional.of(new ServedHead(round, head));
  }

  /** The head's messages; empty before the first round. */
  synchronized List<ModelPart> head() {
    if (encoded.isEmpty() && head != null) {
      encoded = RunCodec.encodeHead(round, head);
    }
    return encoded;
  }
}
