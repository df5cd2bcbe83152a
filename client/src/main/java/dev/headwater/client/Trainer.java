package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.PersonalHead;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trains, masks and scores on a client's examples under the run's class indices. */
final class Trainer {
  private final String client;
  private final String runId;
  private final Examples train;
  private final Examples heldOut;
  private final ClientMemory memory;

  /**
   * Looks every label up.
   *
   * @param memory what the client keeps between rounds of this run
   * @throws IllegalArgumentException if one is not among {@code labels}
   */
  Trainer(
      String client, String runId, PreparedData data, List<String> labels, ClientMemory memory) {
    Map<String, Integer> indexOf = new HashMap<>();
    for (String label : labels) {
      indexOf.put(label, indexOf.size());
    }
    this.memory = memory;
    this.client = client;
    this.runId = runId;
    this.train = data.train().indexed(indexOf);
    this.heldOut = data.heldOut().indexed(indexOf);
  }

  /**
   * The contribution as integers to be masked.
   *
   * @throws IllegalArgumentException if the training has diverged: the coordinator could not refuse
   *     a masked contribution
   */
  long[] units(Work.Train work) {
    return MaskedSum.encode(perform(work), work.task());
  }

  /** The memory of the round is stored before the contribution is sent. */
  private Contribution perform(Work.Train work) {
    TrainTask task = work.task();
    boolean keeps = task.work().keepsMemory();
    NamedVectors before = keeps ? memory.load(client, work.memoryRound()) : NamedVectors.NONE;
    ClientRound done = ClientRound.perform(client, train, heldOut, task, before);
    if (keeps) {
      memory.store(client, task.round(), done.memory());
    }
    return done.contribution();
  }

  /** Performs unmasked work; the messages of the answer still lack the session. */
  List<Submission> answer(Work work) {
    if (work instanceof Work.Train order) {
      return SubmissionCodec.encode(perform(order), order.task().schema(), runId, ByteString.EMPTY);
    }
    Work.Evaluate order = (Work.Evaluate) work;
    Evaluation global = order.model().score(order.parameters(), heldOut);
    Evaluation personal =
        PersonalHead.score(order.model(), memory, client, order.memoryRound(), heldOut);
    return List.of(
        SubmissionCodec.encode(global, personal, order.round(), client, runId, ByteString.EMPTY));
  }
}
