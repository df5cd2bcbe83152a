package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.headwater.learning.compression.Int8;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.ClientPrivacy;
import dev.headwater.v1.ExamplePrivacy;
import dev.headwater.v1.Protection;
import dev.headwater.v1.SecureAggregation;
import dev.headwater.v1.Submission;
import dev.headwater.v1.Train;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedCodecTest {
  static List<String> names() {
    List<String> names = new ArrayList<>(GoldenForms.NAMES);
    names.add("top-k:0.25,no-feedback");
    return names;
  }

  private static Work decoded(List<Assignment> messages) {
    var assembly = new WorkAssembly("run-7");
    Work work = null;
    for (Assignment message : messages) {
      work = assembly.add(message);
    }
    return Objects.requireNonNull(work);
  }

  private static List<Submission> sent(String name) {
    TrainTask task = GoldenForms.task(name);
    return SubmissionCodec.encode(
        GoldenForms.contribution(name), task.schema(), "run-7", ByteString.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("names")
  void tasksAndContributionsArriveAsTheyWere(String name) {
    TrainTask task = GoldenForms.task(name);
    Work.Train work = (Work.Train) decoded(WorkCodec.encode(new Work.Train(task)));
    assertThat(work.task().schema()).isEqualTo(task.schema());
    assertThat(work.task().keepsMemory()).isEqualTo(name.equals("top-k:0.25"));
    SumSchema schema = work.task().schema();
    List<Submission> messages = sent(name);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).getContribution().getPart().getData().size())
        .isEqualTo((int) schema.bytes());
    var assembly = new ContributionAssembly(messages.get(0), schema);
    assembly.add(messages.get(0));
    Contribution contribution = assembly.finish(messages.get(0));
    assertThat(contribution.vector()).containsExactly(GoldenForms.contribution(name).vector());
  }

  @Test
  void longVectorsTravelInPartsInAnyOrder() {
    int size = 2_500_000;
    Int8 int8 = new Int8();
    float[] values = new float[size];
    for (int j = 0; j < size; j++) {
      values[j] = (j * 7919L % 1000 - 500) / 3f;
    }
    int8.round(values, KeyedRandom.of(1, 1, "ann", Purpose.ROUNDING));
    var vector =
        new SumSchema.Vector(
            "delta",
            new Layout(List.of(new TensorSpec("w", List.of(size)))),
            false,
            FixedPoint.finest(1024, 100),
            int8);
    EncodedVector encoded = EncodedVector.of(vector, new Values.Reals(values));
    assertThat(encoded.parts()).hasSize(3);
    var assembly = new VectorAssembly(encoded.header(), vector);
    for (int part : new int[] {2, 0, 1}) {
      assertThat(assembly.complete()).isFalse();
      assembly.add(encoded.parts().get(part));
    }
    assertThat(Arrays.equals(((Values.Reals) assembly.finish()).values(), values)).isTrue();
  }

  @Test
  void clientsGoOnFromTheMemoryThatTheyAreTold() {
    TrainTask task = GoldenForms.task("top-k:0.25");
    var messages = new java.util.ArrayList<>(WorkCodec.encode(new Work.Train(task)));
    messages.add(0, WorkCodec.memory(2));
    assertThat(((Work.Train) decoded(messages)).memoryRound()).isEqualTo(2);
  }

  @Test
  void anotherEncodingThanTheTaskSaysIsRefused() {
    Submission message = sent("float16").get(0);
    SumSchema schema = GoldenForms.task("int8").schema();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContributionAssembly(message, schema))
        .withMessage("encoding: FLOAT16 (expected: INT8, the one that this version reads here)");
  }

  private static Train.Builder announced(String name) {
    return WorkCodec.encode(new Work.Train(GoldenForms.task(name))).get(0).getTrain().toBuilder();
  }

  private static Train.Builder named(String compression) {
    Train.Builder train = announced("float16");
    train.getSchemaBuilder().getVectorsBuilder(0).setCompression(compression);
    return train;
  }

  private static void refused(Train.Builder train, String... parts) {
    Assignment message = Assignment.newBuilder().setTrain(train).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkAssembly("run-7").add(message))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).contains("(expected: "));
  }

  /** A name with a dot would be a class elsewhere: nobody names a node's classes over the wire. */
  @ParameterizedTest
  @ValueSource(strings = {"zip", "float16:3", "top-k:2", "java.lang.String", ":", "int8 "})
  void whatIsNotKnownIsRefused(String compression) {
    if (compression.equals("int8 ")) { // blanks around a name are no part of it
      new WorkAssembly("run-7").add(Assignment.newBuilder().setTrain(named(compression)).build());
      return;
    }
    refused(named(compression), "compression: ");
  }

  @Test
  void integersAreNotCompressed() {
    Train.Builder train =
        WorkCodec.encode(new Work.Train(Golden.moments())).get(0).getTrain().toBuilder();
    train.getSchemaBuilder().getVectorsBuilder(0).setCompression("int8");
    refused(train, "compression: int8 of second (expected: none; it is summed exactly)");
  }

  @Test
  void whatDependsOnPicturesIsRefusedUnderAPromise() {
    var client =
        ClientPrivacy.newBuilder()
            .setClippingNorm(1)
            .setNoisePlace(ClientPrivacy.NoisePlace.LOCAL)
            .setNoiseDeviation(1);
    var example = ExamplePrivacy.newBuilder().setClippingNorm(1).setNoiseMultiplier(1);
    for (Protection.Builder promise :
        List.of(
            Protection.newBuilder().setWeightCap(1).setClient(client),
            Protection.newBuilder().setWeightCap(1).setExample(example))) {
      refused(
          announced("top-k:0.25").setProtection(promise),
          "compression: top-k:0.25 with a privacy guarantee",
          "depends on the pictures");
      new WorkAssembly("run-7")
          .add(Assignment.newBuilder().setTrain(announced("int8").setProtection(promise)).build());
    }
  }

  @Test
  void onlyRandomPlacesAreTakenUnderAMask() {
    for (String name : names()) {
      SumSchema schema = GoldenForms.task(name).schema();
      Train.Builder train =
          announced(name)
              .setProtection(Protection.newBuilder().setWeightCap(1))
              .setSecureAggregation(
                  SecureAggregation.newBuilder()
                      .setRingBits(schema.ringBits())
                      .setLength(schema.length())
                      .setCohort(5)
                      .setNeighbours(4)
                      .setThreshold(4)
                      .setMinSurvivors(4));
      if (name.startsWith("random-k")) {
        new WorkAssembly("run-7").add(Assignment.newBuilder().setTrain(train).build());
      } else {
        refused(train, "compression: %s under a mask".formatted(name));
      }
    }
  }

  /** Whatever comes, it is taken or refused with a sentence; nothing else is thrown. */
  @ParameterizedTest
  @MethodSource("names")
  void damagedValuesNeverDoWorseThanASentence(String name) {
    SumSchema schema = GoldenForms.task(name).schema();
    var random = KeyedRandom.of(1, 0, "", Purpose.PARTITION);
    Submission whole = sent(name).get(0);
    byte[] values = whole.getContribution().getPart().getData().toByteArray();
    for (int trial = 0; trial < 2000; trial++) {
      byte[] bytes = values.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextBits();
      var message = whole.toBuilder();
      message.getContributionBuilder().getPartBuilder().setData(ByteString.copyFrom(bytes));
      message
          .getContributionBuilder()
          .getVectorsBuilder(0)
          .setDigest(ByteString.copyFrom(Sha256.digest().digest(bytes)));
      try {
        var assembly = new ContributionAssembly(message.build(), schema);
        assembly.add(message.build());
        assembly.finish(message.build());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("(expected: ");
      }
    }
  }
}
