package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.v1.ClientEvaluation;
import dev.headwater.v1.Part;
import dev.headwater.v1.Submission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Contribution} and {@link Evaluation} as the messages of Submit. */
public final class SubmissionCodec {
  private SubmissionCodec() {}

  /** One message per part of a vector, to be sent in order. */
  public static List<Submission> encode(
      Contribution contribution, SumSchema schema, String runId, ByteString session) {
    List<EncodedVector> vectors = new ArrayList<>();
    for (int i = 0; i < schema.vectors().size(); i++) {
      vectors.add(EncodedVector.of(schema.vectors().get(i), contribution.vectors().get(i)));
    }
    var body =
        dev.headwater.v1.Contribution.newBuilder()
            .setNumExamples(contribution.numExamples())
            .setWeight(contribution.weight())
            .setTrainLoss(contribution.trainLoss())
            .setWithinNorm(contribution.withinNorm())
            .addAllScalars(contribution.scalars())
            .addAllVectors(vectors.stream().map(EncodedVector::header).toList());
    List<Submission> messages = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      for (Part part : vectors.get(i).parts()) {
        messages.add(
            Submission.newBuilder()
                .setRunId(runId)
                .setRound(contribution.round())
                .setClient(contribution.client())
                .setSession(session)
                .setContribution(body.setVector(i).setPart(part).build())
                .build());
      }
    }
    return List.copyOf(messages);
  }

  /**
   * One message.
   *
   * @param personal scores of the client's own head, null for none
   */
  public static Submission encode(
      Evaluation evaluation,
      @Nullable Evaluation personal,
      int round,
      String client,
      String runId,
      ByteString session) {
    ClientEvaluation.Builder scores = encode(evaluation);
    if (personal != null) {
      scores.setPersonal(encode(personal));
    }
    return Submission.newBuilder()
        .setRunId(runId)
        .setRound(round)
        .setClient(client)
        .setSession(session)
        .setEvaluation(scores)
        .build();
  }

  private static ClientEvaluation.Builder encode(Evaluation evaluation) {
    return ClientEvaluation.newBuilder()
        .setLossSum(evaluation.lossSum())
        .addAllCorrect(evaluation.correct())
        .addAllTotal(evaluation.total());
  }

  /**
   * The contribution whose last part has arrived.
   *
   * @param vectors complete and checked, handed over
   * @throws IllegalArgumentException if the round number is invalid
   */
  static Contribution decode(Submission message, List<Values> vectors) {
    var body = message.getContribution();
    return new Contribution(
        message.getClient(),
        WorkCodec.requireRound(message.getRound()),
        body.getNumExamples(),
        body.getWeight(),
        vectors,
        body.getTrainLoss(),
        body.getWithinNorm(),
        body.getScalarsList());
  }

  /**
   * The scores in {@code message}, without those of a personal head in it.
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
