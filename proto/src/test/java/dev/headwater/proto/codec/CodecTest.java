package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.ClientEvaluation;
import dev.headwater.v1.Part;
import dev.headwater.v1.Submission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static @Nullable Work assembled(List<Assignment> messages) {
    var assembly = new WorkAssembly("run-7");
    Work work = null;
    for (Assignment message : messages) {
      work = assembly.add(message);
    }
    return work;
  }

  private static Contribution assembled(List<Submission> messages, SumSchema schema) {
    var assembly = new ContributionAssembly(messages.get(0), schema);
    messages.forEach(assembly::add);
    assertThat(assembly.complete()).isTrue();
    return assembly.finish(messages.get(messages.size() - 1));
  }

  @Test
  void workComesBackAsItWas() {
    Work train = new Work.Train(Golden.task());
    Work evaluate = new Work.Evaluate(3, Golden.MODEL, Golden.parameters());
    assertThat(assembled(WorkCodec.encode(train))).isEqualTo(train);
    assertThat(assembled(WorkCodec.encode(evaluate))).isEqualTo(evaluate);
    Work fair = new Work.Train(Golden.fair());
    assertThat(assembled(WorkCodec.encode(fair))).isEqualTo(fair);
  }

  @Test
  void personalHeadIsThatOfTheRoundInTheMemoryMessageBefore() {
    Work personal = new Work.Evaluate(3, Golden.MODEL, Golden.parameters(), true, 3);
    assertThat(assembled(noticed(3, personal))).isEqualTo(personal);
    Work plain = new Work.Evaluate(3, Golden.MODEL, Golden.parameters());
    assertThat(assembled(noticed(2, plain))).isEqualTo(plain);
    assertThatThrownBy(() -> assembled(noticed(4, personal)))
        .hasMessage("memory: of round 4 for scores of round 3 (expected: no later one)");
  }

  private static List<Assignment> noticed(int round, Work work) {
    List<Assignment> messages = new ArrayList<>(List.of(WorkCodec.memory(round)));
    messages.addAll(WorkCodec.encode(work));
    return messages;
  }

  @Test
  void contributionComesBackAsItWas() {
    SumSchema schema = Golden.task().schema();
    List<Submission> messages =
        SubmissionCodec.encode(
            Golden.contribution(), schema, "run-7", ByteString.copyFromUtf8("s"));
    Contribution back = assembled(messages, schema);
    assertThat(back).usingRecursiveComparison().isEqualTo(Golden.contribution());
  }

  @Test
  void receiptsEvaluationsDescriptionsAndHeadsComeBackAsTheyWere() {
    for (Receipt receipt :
        List.of(
            new Receipt.Accepted(),
            new Receipt.Duplicate(),
            new Receipt.Late(),
            new Receipt.Refused("why"))) {
      assertThat(ReceiptCodec.decode(ReceiptCodec.encode(receipt))).isEqualTo(receipt);
    }
    assertThat(ReceiptCodec.decode(ReceiptCodec.PART_RECEIVED)).isNull();
    assertThatThrownBy(() -> ReceiptCodec.decode(dev.headwater.v1.Receipt.getDefaultInstance()))
        .hasMessageContaining("receipt: status 0");
    Submission evaluation =
        SubmissionCodec.encode(Golden.evaluation(), null, 3, "a", "r", ByteString.EMPTY);
    assertThat(SubmissionCodec.decode(evaluation.getEvaluation(), 2))
        .isEqualTo(Golden.evaluation());
    assertThat(RunCodec.decode(RunCodec.encode(Golden.run()))).isEqualTo(Golden.run());
    assertThat(RunCodec.decodeHead(RunCodec.encodeHead(3, Golden.parameters())))
        .isEqualTo(Golden.parameters());
  }

  @Test
  void largeVectorTravelsInPartsOfOneMebibyteInAnyOrderAndTwice() {
    Layout layout = new Layout(List.of(new TensorSpec("w", List.of(700_001))));
    float[] values = new float[700_001];
    for (int j = 0; j < values.length; j++) {
      values[j] = j * 0.5f;
    }
    EncodedVector encoded = EncodedVector.float32(layout, Parameters.copyOf(layout, values).view());
    assertThat(encoded.parts()).hasSize(3);
    assertThat(encoded.parts().get(0).getData().size()).isEqualTo(Protocol.PART_BYTES);
    assertThat(encoded.parts().get(2).getData().size()).isEqualTo(4 * 700_001 % (1 << 20));
    List<Part> shuffled = new ArrayList<>(encoded.parts());
    Collections.reverse(shuffled);
    var assembly = new VectorAssembly(encoded.header(), layout);
    assembly.add(shuffled.get(0));
    assembly.add(shuffled.get(0));
    assembly.add(shuffled.get(1));
    assertThat(assembly.complete()).isFalse();
    assembly.add(shuffled.get(2));
    assertThat(Arrays.equals(assembly.floats(), values)).isTrue();
  }

  @Test
  void aNewAnnouncementDropsAnUnfinishedOne() {
    var assembly = new WorkAssembly("run-7");
    List<Assignment> train = WorkCodec.encode(new Work.Train(Golden.task()));
    Work evaluate = new Work.Evaluate(9, Golden.MODEL, Golden.parameters());
    assertThat(assembly.add(train.get(0))).isNull();
    assertThat(assembly.add(WorkCodec.encode(evaluate).get(0))).isNull();
    assertThat(assembly.add(WorkCodec.encode(evaluate).get(1))).isEqualTo(evaluate);
    assertThatThrownBy(() -> assembly.add(train.get(1)))
        .hasMessageContaining("part: number 0 of nothing");
  }

  @Test
  void otherProtocolVersionNamesBoth() {
    var message =
        RunCodec.encode(Golden.run()).toBuilder().setProtocolVersion(Protocol.VERSION + 1).build();
    assertThatThrownBy(() -> RunCodec.decode(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "speaks %d (expected: %d".formatted(Protocol.VERSION + 1, Protocol.VERSION));
  }

  @Test
  void absurdLayoutsAndEvaluationsAreRefused() {
    var layout = LayoutCodec.encode(Golden.LAYOUT);
    assertThatThrownBy(
            () ->
                LayoutCodec.decode(
                    layout.toBuilder()
                        .setTensors(0, layout.getTensors(0).toBuilder().setShape(0, -1))
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimensions of at least 1");
    assertThatThrownBy(
            () ->
                LayoutCodec.decode(
                    layout.toBuilder()
                        .setTensors(0, layout.getTensors(0).toBuilder().setShape(0, 1 << 27))
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 268435456");
    var scores = ClientEvaluation.newBuilder().addCorrect(3).addTotal(2).setLossSum(1);
    assertThatThrownBy(() -> SubmissionCodec.decode(scores.build(), 1))
        .hasMessageContaining("3 right of 2");
    assertThatThrownBy(() -> SubmissionCodec.decode(scores.build(), 2))
        .hasMessageContaining("1 and 1 classes (expected: 2)");
  }

  /** Whatever comes, it is taken or refused with a sentence; nothing else is thrown. */
  @Test
  void damagedBytesNeverDoWorseThanASentence() {
    List<Assignment> messages = WorkCodec.encode(new Work.Train(Golden.task()));
    KeyedRandom random = KeyedRandom.of(1, 0, "", Purpose.PARTITION);
    int refused = 0;
    for (int trial = 0; trial < 3000; trial++) {
      var assembly = new WorkAssembly("run-7");
      for (Assignment message : messages) {
        byte[] bytes = message.toByteArray();
        if (trial % 2 == 0) {
          bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        } else {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextBits();
        }
        try {
          assembly.add(Assignment.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
          refused++;
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageContaining(":");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(3000);
  }
}
