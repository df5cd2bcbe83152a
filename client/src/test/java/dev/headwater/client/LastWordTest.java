package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.Finished;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LastWordTest {
  private static final List<String> LABELS = List.of("cat", "dog");
  private static final Parameters HEAD =
      Parameters.owning(new Head(2, 3).layout(), new float[] {1, 2, 3, 4, 5, 6, 7, 8});

  private final RunDescription run =
      new RunDescription(
          "run-1",
          "test",
          List.of(),
          32,
          List.of(0.5f, 0.5f, 0.5f),
          List.of(0.25f, 0.25f, 0.25f),
          new BackboneDescription("ab".repeat(32), "sample", 3, false),
          0.2,
          7,
          false,
          "linear",
          "memory-1");

  private static Finished announcing(Parameters head) {
    return Finished.newBuilder()
        .setSummary("bye")
        .setHeadDigest(ByteString.copyFrom(HexFormat.of().parseHex(head.digest())))
        .build();
  }

  @Test
  void headWithTheAnnouncedDigestIsTheModelOfARunWithItsLabels() {
    assertThat(LastWord.outcome(run, LABELS, announcing(HEAD), HEAD))
        .asInstanceOf(InstanceOfAssertFactories.type(NodeOutcome.Finished.class))
        .extracting(NodeOutcome.Finished::model)
        .satisfies(
            model -> {
              assertThat(model.parameters()).isEqualTo(HEAD);
              assertThat(model.run().labels()).isEqualTo(LABELS);
              assertThat(model.model().classes()).isEqualTo(2);
            });
  }

  @Test
  void headWithAnotherDigestIsRefused() {
    Parameters other = Parameters.zeros(HEAD.layout());
    assertThat(LastWord.outcome(run, LABELS, announcing(other), HEAD))
        .asInstanceOf(InstanceOfAssertFactories.type(NodeOutcome.Refused.class))
        .extracting(NodeOutcome.Refused::reason)
        .asString()
        .contains("has digest " + HEAD.digest().substring(0, 12))
        .contains("expected: " + other.digest().substring(0, 12))
        .contains("nothing is kept");
  }

  @Test
  void headThatWasAnnouncedAndDidNotComeIsMissed() {
    assertThat(LastWord.outcome(run, LABELS, announcing(HEAD), null))
        .asInstanceOf(InstanceOfAssertFactories.type(NodeOutcome.Refused.class))
        .extracting(NodeOutcome.Refused::reason)
        .asString()
        .contains("its head did not come");
  }

  @Test
  void headOfOtherClassesOrFeaturesThanTheRunsIsRefused() {
    assertThat(LastWord.outcome(run, List.of("a", "b", "c"), announcing(HEAD), HEAD))
        .isInstanceOf(NodeOutcome.Refused.class)
        .asString()
        .contains("of 2 classes (expected: 3");
    Parameters wide = Parameters.zeros(new Head(2, 5).layout());
    assertThat(LastWord.outcome(run, LABELS, announcing(wide), wide))
        .isInstanceOf(NodeOutcome.Refused.class)
        .asString()
        .contains("for 5 features (expected: 3");
  }

  @Test
  void nodeThatWantsNoModelOrARunThatHasNoneEndsWithoutOne() {
    NodeOutcome without = new NodeOutcome.Finished("bye");
    assertThat(LastWord.outcome(null, LABELS, announcing(HEAD), null)).isEqualTo(without);
    assertThat(LastWord.outcome(run, LABELS, Finished.newBuilder().setSummary("bye").build(), null))
        .isEqualTo(without);
  }
}
