package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.softmax.Scoring;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client's examples under the run's class indices, and what it does with them. */
final class Trainer {
  private final String client;
  private final String runId;
  private final Examples train;
  private final Examples heldOut;

  /**
   * Looks every label up.
   *
   * @throws IllegalArgumentException if one is not among {@code labels}
   */
  Trainer(String client, String runId, PreparedData data, List<String> labels) {
    Map<String, Integer> indexOf = new HashMap<>();
    for (String label : labels) {
      indexOf.put(label, indexOf.size());
    }
    this.client = client;
    this.runId = runId;
    this.train = data.train().indexed(indexOf);
    this.heldOut = data.heldOut().indexed(indexOf);
  }

  /**
   * The contribution as the integers that are masked.
   *
   * @throws IllegalArgumentException if the training has diverged: masked, nobody could refuse it
   */
  long[] units(TrainTask task) {
    return MaskedSum.encode(FedAvg.contribute(client, train, task), task);
  }

  /** Does the work in the open; the messages of the answer still lack the session. */
  List<Submission> answer(Work work) {
    if (work instanceof Work.Train order) {
      TrainTask task = order.task();
      Contribution contribution = FedAvg.contribute(client, train, task);
      return SubmissionCodec.encode(
          contribution, task.parameters().layout(), runId, ByteString.EMPTY);
    }
    Work.Evaluate order = (Work.Evaluate) work;
    Evaluation evaluation = Scoring.evaluate(order.parameters(), heldOut);
    return List.of(
        SubmissionCodec.encode(evaluation, order.round(), client, runId, ByteString.EMPTY));
  }
}
