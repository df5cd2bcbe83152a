package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.v1.ClientEvaluation;
import dev.headwater.v1.Part;
import dev.headwater.v1.Submission;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link Contribution} and {@link Evaluation} as the messages of Submit. */
public final class SubmissionCodec {
  private SubmissionCodec() {}

  /** One message a part of the vector, to be sent in order. */
  public static List<Submission> encode(
      Contribution contribution, Layout layout, String runId, ByteString session) {
    EncodedVector vector = EncodedVector.float32(layout, FloatBuffer.wrap(contribution.vector()));
    List<Submission> messages = new ArrayList<>();
    for (Part part : vector.parts()) {
      messages.add(
          Submission.newBuilder()
              .setRunId(runId)
              .setRound(contribution.round())
              .setClient(contribution.client())
              .setSession(session)
              .setContribution(
                  dev.headwater.v1.Contribution.newBuilder()
                      .setNumExamples(contribution.numExamples())
                      .setWeight(contribution.weight())
                      .setTrainLoss(contribution.trainLoss())
                      .setWithinNorm(contribution.withinNorm())
                      .setVector(vector.header())
                      .setPart(part))
              .build());
    }
    return List.copyOf(messages);
  }

  /** One message. */
  public static Submission encode(
      Evaluation evaluation, int round, String client, String runId, ByteString session) {
    return Submission.newBuilder()
        .setRunId(runId)
        .setRound(round)
        .setClient(client)
        .setSession(session)
        .setEvaluation(
            ClientEvaluation.newBuilder()
                .setLossSum(evaluation.lossSum())
                .addAllCorrect(evaluation.correct())
                .addAllTotal(evaluation.total()))
        .build();
  }

  /**
   * The contribution whose last part has come.
   *
   * @param vector complete and checked, handed over
   * @throws IllegalArgumentException if the round cannot be
   */
  public static Contribution decode(Submission message, float[] vector) {
    var body = message.getContribution();
    return new Contribution(
        message.getClient(),
        WorkCodec.requireRound(message.getRound()),
        body.getNumExamples(),
        body.getWeight(),
        vector,
        body.getTrainLoss(),
        body.getWithinNorm());
  }

  /**
   * The scores in {@code message}.
   *
   * @param classes of the run
   * @throws IllegalArgumentException if they cannot be used
   */
  public static Evaluation decode(ClientEvaluation message, int classes) {
    if (message.getTotalCount() != classes || message.getCorrectCount() != classes) {
      throw new IllegalArgumentException(
          "evaluation: %d and %d classes (expected: %d)"
              .formatted(message.getCorrectCount(), message.getTotalCount(), classes));
    }
    if (Double.isInfinite(message.getLossSum())) {
      throw new IllegalArgumentException(
          "evaluation: loss %s (expected: a finite number)".formatted(message.getLossSum()));
    }
    return new Evaluation(message.getLossSum(), message.getCorrectList(), message.getTotalList());
  }
}
