package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.v1.ClientEvaluation;
import dev.headwater.v1.Encoding;
import dev.headwater.v1.Part;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a wrong submission is answered; the round goes on after every one of them. */
class SubmissionTest {
  private static Submission changed(
      Submission right, UnaryOperator<dev.headwater.v1.Contribution.Builder> change) {
    return right.toBuilder()
        .setContribution(change.apply(right.getContribution().toBuilder()))
        .build();
  }

  private static ByteString with(ByteString values, int position, float value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.size()).order(ByteOrder.LITTLE_ENDIAN).put(values.toByteArray());
    return ByteString.copyFrom(bytes.putFloat(4 * position, value).flip());
  }

  private static Submission withValue(RawClient client, TrainTask task, float value) {
    Contribution right = client.contribute(task);
    float[] vector = right.vector().clone();
    vector[3] = value;
    return client
        .submissions(
            new Contribution(
                right.client(),
                right.round(),
                right.numExamples(),
                right.weight(),
                vector,
                right.trainLoss(),
                right.withinNorm()),
            task)
        .get(0);
  }

  @Test
  void wrongSubmissionsAreRefusedWithAReasonAndTheRoundGoesOn() throws Exception {
    try (var live =
        new LiveRun(Sample.config(2, 2), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      CompletableFuture<List<RoundReport>> reports =
          live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient broken = new RawClient("client-0", live.channel()).join();
      RawClient other = new RawClient("client-1", live.channel()).join();
      TrainTask task = broken.task();
      Submission right = broken.submission(task);

      Map<Submission, String> withoutTrace = new LinkedHashMap<>();
      withoutTrace.put(right.toBuilder().setRunId("run-0").build(), "run: run-0 (expected: run-1");
      withoutTrace.put(right.toBuilder().setClient("nobody").build(), "nobody is not enrolled");
      withoutTrace.put(right.toBuilder().setSession(ByteString.EMPTY).build(), "session: not that");
      withoutTrace.put(right.toBuilder().setSession(other.session).build(), "session: not that");
      withoutTrace.put(right.toBuilder().clearWork().build(), "work: none");
      withoutTrace.put(
          right.toBuilder().setEvaluation(ClientEvaluation.getDefaultInstance()).build(),
          "evaluation: of round 1 (expected: 0");
      withoutTrace.forEach(
          (message, reason) -> {
            Receipt receipt = broken.submit(message);
            assertThat(receipt.getStatus()).isEqualTo(Receipt.Status.REFUSED);
            assertThat(receipt.getReason()).contains(reason);
          });

      Map<Submission, String> noted = new LinkedHashMap<>();
      noted.put(right.toBuilder().setRound(7).build(), "round: 7 (expected: 1");
      noted.put(
          changed(right, c -> c.setPart(c.getPart().toBuilder().setData(ByteString.EMPTY))),
          "part 0: 0 bytes (expected: 204)");
      noted.put(withValue(broken, task, Float.NaN), "value 3: NaN");
      noted.put(withValue(broken, task, Float.NEGATIVE_INFINITY), "value 3: -Infinity");
      noted.put(withValue(broken, task, 1e9f), "value 3: 1.0E9 (expected: at most");
      noted.put(
          changed(
              right,
              c -> c.setVectors(0, c.getVectors(0).toBuilder().setLayoutHash(ByteString.EMPTY))),
          "layout hash");
      noted.put(
          changed(
              right,
              c -> c.setPart(c.getPart().toBuilder().setData(with(c.getPart().getData(), 0, 5)))),
          "digest: the values have");
      noted.forEach(
          (message, reason) -> {
            Receipt receipt = broken.submit(message);
            assertThat(receipt.getStatus()).as(reason).isEqualTo(Receipt.Status.REFUSED);
            assertThat(receipt.getReason()).contains(reason);
          });

      assertThat(broken.submit(right).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      assertThat(broken.submit(right).getStatus()).isEqualTo(Receipt.Status.DUPLICATE);
      Submission second = other.submission(other.task());
      assertThat(other.submit(second).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      Aggregate aggregate = LiveRun.soon(reports).get(0).aggregate();
      assertThat(aggregate.contributors()).containsExactly("client-0", "client-1");
      assertThat(aggregate.refusals())
          .hasSize(noted.size())
          .allSatisfy(refusal -> assertThat(refusal.client()).isEqualTo("client-0"));
      assertThat(other.submit(second).getStatus()).isEqualTo(Receipt.Status.DUPLICATE);
    }
  }

  @Test
  void bytesAreCountedFromTheFirstJoinOnAlsoBeforeThereIsARound() throws Exception {
    try (var live =
        new LiveRun(Sample.config(2, 2), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      RawClient client = new RawClient("client-0", live.channel()).join();
      Submission large =
          Submission.newBuilder()
              .setClient(client.name)
              .setRunId("run-1")
              .setRound(1)
              .setSession(client.session)
              .setContribution(
                  dev.headwater.v1.Contribution.newBuilder()
                      .setPart(Part.newBuilder().setData(ByteString.copyFrom(new byte[1 << 20]))))
              .build();
      for (int i = 0; i < 3; i++) {
        assertThat(client.submit(large).getReason()).startsWith("round: 1 (expected: 0");
      }
      assertThat(client.submit(large).getReason())
          .startsWith("bytes: more than 4194304 from client client-0 in round 0");
    }
  }

  @Test
  void headerAndWeightMustFitTheRound() throws Exception {
    try (var live =
        new LiveRun(Sample.config(1, 1), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient client = new RawClient("client-0", live.channel()).join();
      Submission right = client.submission(client.task());
      Map<Submission, String> wrong = new LinkedHashMap<>();
      wrong.put(changed(right, c -> c.setNumExamples(9999)), "num_examples: 9999");
      wrong.put(changed(right, c -> c.setWeight(1e6)), "weight: 1000000.0");
      wrong.put(changed(right, c -> c.setWeight(Double.NaN)), "weight: NaN");
      wrong.put(changed(right, c -> c.setTrainLoss(Double.NaN)), "train_loss: NaN");
      wrong.put(
          changed(right, c -> c.setVectors(0, c.getVectors(0).toBuilder().setEncodingValue(99))),
          "encoding: number 99");
      wrong.put(
          changed(
              right,
              c ->
                  c.setVectors(
                      0, c.getVectors(0).toBuilder().setEncoding(Encoding.ENCODING_UNSPECIFIED))),
          "encoding: ENCODING_UNSPECIFIED");
      wrong.put(
          changed(right, c -> c.setVectors(0, c.getVectors(0).toBuilder().setValueCount(-1))),
          "value count: 18446744073709551615 (expected: 51)");
      wrong.put(
          changed(right, c -> c.setVectors(0, c.getVectors(0).toBuilder().setParts(2))),
          "parts: 2 (expected: 1");
      wrong.forEach(
          (message, reason) -> {
            Receipt receipt = client.submit(message);
            assertThat(receipt.getStatus()).as(reason).isEqualTo(Receipt.Status.REFUSED);
            assertThat(receipt.getReason()).contains(reason);
          });
      assertThat(client.submit(right).getReason()).contains("has been refused 8 times");
    }
  }
}
