package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.codec.vectors.MaskedAssembly;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Inbox;
import dev.headwater.v1.KeyRoster;
import dev.headwater.v1.Part;
import dev.headwater.v1.SealedShare;
import dev.headwater.v1.SecretShare;
import dev.headwater.v1.Submission;
import dev.headwater.v1.Survivors;
import dev.headwater.v1.Train;
import dev.headwater.v1.Unmasking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecAggCodecTest {
  private static final String RUN = "run-7";

  static List<Message> stepsDown() {
    return List.of(
        GoldenSteps.roster(),
        GoldenSteps.inbox(),
        GoldenSteps.survivors(),
        GoldenSteps.confirmations());
  }

  static List<Message> stepsUp() {
    return List.of(
        GoldenSteps.advertisement("änne"),
        GoldenSteps.shares(),
        GoldenSteps.confirmation("änne"),
        GoldenSteps.unmasking());
  }

  @ParameterizedTest
  @MethodSource("stepsDown")
  void stepDownComesBackAsItWas(Message step) {
    assertThat(SecAggCodec.decode(GoldenSteps.down(step), RUN)).isEqualTo(step);
  }

  @ParameterizedTest
  @MethodSource("stepsUp")
  void stepUpComesBackAsItWas(Message step) {
    List<Submission> messages = StepCodec.encode(step);
    assertThat(messages).hasSize(1);
    assertThat(StepCodec.decode(messages.get(0))).isEqualTo(step);
  }

  @Test
  void stepsOfTheOtherDirectionAreRefused() {
    assertThatThrownBy(() -> StepCodec.encode(GoldenSteps.survivors()))
        .hasMessageContaining("step: Survivors (expected: one of a client's)");
    assertThatThrownBy(() -> SecAggCodec.decode(Assignment.getDefaultInstance(), RUN))
        .hasMessageContaining("assignment: WORK_NOT_SET (expected: a step");
    Submission nothing = Submission.newBuilder().setRound(1).setClient("a").build();
    assertThatThrownBy(() -> StepCodec.decode(nothing))
        .hasMessageContaining("submission: WORK_NOT_SET (expected: a small step");
  }

  // ---- the setup

  private static Work assembled(UnaryOperator<Train.Builder> change) {
    List<Assignment> messages = WorkCodec.encode(new Work.Train(Golden.task(), GoldenSteps.SETUP));
    var assembly = new WorkAssembly(RUN);
    Assignment first = messages.get(0);
    assembly.add(first.toBuilder().setTrain(change.apply(first.getTrain().toBuilder())).build());
    Work work = assembly.add(messages.get(1));
    return Objects.requireNonNull(work);
  }

  @Test
  void setupComesBackAsItWas() {
    assertThat(assembled(train -> train))
        .isEqualTo(new Work.Train(Golden.task(), GoldenSteps.SETUP));
    assertThat(assembled(Train.Builder::clearSecureAggregation))
        .isEqualTo(new Work.Train(Golden.task()));
  }

  @Test
  void setupsThatFitNeitherGridNorVectorNorSafetyAreRefused() {
    assertThatThrownBy(
            () ->
                assembled(
                    train -> changed(train, train.getSecureAggregationBuilder().setRingBits(64))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11 elements of 64 bits (expected: 11 of 32");
    assertThatThrownBy(
            () ->
                assembled(
                    train -> changed(train, train.getSecureAggregationBuilder().setLength(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4294967295 elements");
    assertThatThrownBy(
            () ->
                assembled(
                    train -> changed(train, train.getSecureAggregationBuilder().setThreshold(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold: 1");
    assertThatThrownBy(
            () ->
                assembled(
                    train -> changed(train, train.getSecureAggregationBuilder().setCohort(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cohort: 1");
  }

  private static Train.Builder changed(
      Train.Builder train, dev.headwater.v1.SecureAggregation.Builder setup) {
    return train.setSecureAggregation(setup);
  }

  // ---- masked inputs

  private static SecAggSetup large() {
    return new SecAggSetup(RUN, 3, 32, 700_001, 4, 3, 3, 3);
  }

  private static MaskedInput input() {
    byte[] values = new byte[large().inputBytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) ((i * 31) >> 3);
    }
    return new MaskedInput(RUN, 3, "änne", Bytes.owning(values));
  }

  @Test
  void maskedInputTravelsInPartsOfOneMebibyteInAnyOrderAndTwice() {
    List<Submission> parts = new ArrayList<>(StepCodec.encode(input()));
    assertThat(parts).hasSize(3);
    assertThat(parts.get(0).getMaskedInput().getPart().getData().size())
        .isEqualTo(Protocol.PART_BYTES);
    Collections.reverse(parts);
    var assembly = new MaskedAssembly(parts.get(0), large());
    assembly.add(parts.get(0).getMaskedInput().getPart());
    assembly.add(parts.get(0).getMaskedInput().getPart());
    assembly.add(parts.get(1).getMaskedInput().getPart());
    assertThat(assembly.complete()).isFalse();
    assembly.add(parts.get(2).getMaskedInput().getPart());
    assertThat(assembly.finish()).isEqualTo(input());
  }

  @Test
  void partsOfTheWrongSizeOrPlaceAndOtherValuesAreRefused() {
    List<Submission> parts = StepCodec.encode(input());
    var assembly = new MaskedAssembly(parts.get(0), large());
    Part first = parts.get(0).getMaskedInput().getPart();
    for (int index : new int[] {-1, 3, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> assembly.add(first.toBuilder().setIndex(index).build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(expected: 0 to 2)");
    }
    assertThatThrownBy(() -> assembly.add(first.toBuilder().setData(ByteString.EMPTY).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("part 0 of 0 bytes (expected: 1048576)");
    byte[] other = first.getData().toByteArray();
    other[5]++;
    assembly.add(first.toBuilder().setData(ByteString.copyFrom(other)).build());
    assembly.add(parts.get(1).getMaskedInput().getPart());
    assembly.add(parts.get(2).getMaskedInput().getPart());
    assertThatThrownBy(assembly::finish)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("masked input: digest");
    Submission without =
        parts.get(0).toBuilder()
            .setMaskedInput(parts.get(0).getMaskedInput().toBuilder().setDigest(ByteString.EMPTY))
            .build();
    assertThatThrownBy(() -> new MaskedAssembly(without, large()))
        .hasMessageContaining("a digest of 0 bytes (expected: 32)");
  }

  // ---- bounds

  @Test
  void countsThatNoRoundCanHaveAreRefused() {
    var member = KeyRoster.Member.newBuilder().setClient("a");
    assertThatThrownBy(
            () ->
                SecAggCodec.decode(
                    Assignment.newBuilder()
                        .setRoster(
                            KeyRoster.newBuilder()
                                .setRound(3)
                                .setRecipient("a")
                                .addAllMembers(Collections.nCopies(256, member.build())))
                        .build(),
                    RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("roster: 256 of them (expected: at most 255)");
    assertThatThrownBy(
            () ->
                SecAggCodec.decode(
                    Assignment.newBuilder()
                        .setSurvivors(
                            Survivors.newBuilder()
                                .setRound(3)
                                .addAllAlive(Collections.nCopies(100_001, "a")))
                        .build(),
                    RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("survivors: 100001 of them");
    var box = SealedShare.newBuilder().setClient("b").build();
    assertThatThrownBy(() -> SecAggCodec.decode(inbox(Collections.nCopies(255, box)), RUN))
        .hasMessageContaining("sealed shares: 255 of them (expected: at most 254)");
    var share = SecretShare.newBuilder().setOwner("b").setX(1).build();
    assertThatThrownBy(() -> StepCodec.decode(unmasking(Collections.nCopies(256, share))))
        .hasMessageContaining("shares: 256 of them (expected: at most 255)");
  }

  @Test
  void wrongSizesAndPlacesAndNamesGivenTwiceAreRefused() {
    ByteString sealed = ByteString.copyFrom(new byte[93]);
    var box = SealedShare.newBuilder().setClient("b").setBox(sealed).build();
    assertThatThrownBy(() -> SecAggCodec.decode(inbox(List.of(box, box)), RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sealed shares: two with b (expected: one)");
    var small = box.toBuilder().setBox(sealed.substring(1)).build();
    assertThatThrownBy(() -> SecAggCodec.decode(inbox(List.of(small)), RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sealed share: 92 bytes (expected: 93)");
    var unprintable = box.toBuilder().setClient("a\nb").build();
    assertThatThrownBy(() -> SecAggCodec.decode(inbox(List.of(unprintable)), RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client name");
    var share =
        SecretShare.newBuilder()
            .setOwner("b")
            .setX(1)
            .setValue(ByteString.copyFrom(new byte[32]))
            .build();
    assertThatThrownBy(() -> StepCodec.decode(unmasking(List.of(share, share))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shares: two of b (expected: one)");
    for (int x : new int[] {-1, 0, 256}) {
      assertThatThrownBy(
              () -> StepCodec.decode(unmasking(List.of(share.toBuilder().setX(x).build()))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("share: x = " + x);
    }
    Submission both =
        unmasking(List.of(share)).toBuilder()
            .setUnmasking(Unmasking.newBuilder().addSeedShares(share).addKeyShares(share))
            .build();
    assertThatThrownBy(() -> StepCodec.decode(both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both shares of b");
  }

  private static Assignment inbox(List<SealedShare> boxes) {
    return Assignment.newBuilder()
        .setInbox(Inbox.newBuilder().setRound(3).setRecipient("a").addAllBoxes(boxes))
        .build();
  }

  private static Submission unmasking(List<SecretShare> shares) {
    return Submission.newBuilder()
        .setRunId(RUN)
        .setRound(3)
        .setClient("a")
        .setUnmasking(Unmasking.newBuilder().addAllSeedShares(shares))
        .build();
  }

  /** Whatever comes, it is taken or refused with a sentence; nothing else is thrown. */
  @Test
  void damagedBytesNeverDoWorseThanASentence() {
    KeyedRandom random = KeyedRandom.of(2, 0, "", Purpose.PARTITION);
    List<byte[]> down = stepsDown().stream().map(s -> GoldenSteps.down(s).toByteArray()).toList();
    List<byte[]> up =
        stepsUp().stream().map(s -> StepCodec.encode(s).get(0).toByteArray()).toList();
    int refused = 0;
    for (int trial = 0; trial < 4000; trial++) {
      byte[] bytes = (trial % 2 == 0 ? down : up).get(trial / 2 % 4).clone();
      if (trial % 8 < 4) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextBits();
      }
      try {
        if (trial % 2 == 0) {
          SecAggCodec.decode(Assignment.parseFrom(bytes), RUN);
        } else {
          StepCodec.decode(Submission.parseFrom(bytes));
        }
      } catch (InvalidProtocolBufferException e) {
        refused++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining(":");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1500);
  }
}
