package dev.headwater.simulations.replay.participation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ParticipationTest {
  private static final AuditEvent.Asked ASKED =
      new AuditEvent.Asked(
          1, "sgd", false, "aa", List.of("ann"), new TreeMap<>(Map.of("ann", 4, "bob", 6)));

  private static AuditEvent started(String id) {
    return new AuditEvent.Started("run", "1", id);
  }

  private static AuditEvent accepted(String digest) {
    return new AuditEvent.Answered(1, "ann", digest, null);
  }

  private static AuditEvent ended(String digest) {
    return new AuditEvent.Ended(1, "bb", new TreeMap<>(Map.of("ann", digest)), null);
  }

  private static RecordedRound first(AuditEvent... events) {
    return Objects.requireNonNull(
        Participation.of(new AuditFile.Chain(List.of(events), "")).round(1));
  }

  @Test
  void answersOfARoundThatWasDoneAgainWereSignedForTheSecondStart() {
    RecordedRound round =
        first(
            started("id-1"),
            ASKED,
            accepted("d1"),
            started("id-2"),
            ASKED,
            accepted("d2"),
            ended("d2"));
    assertThat(round.id()).isEqualTo("id-2");
    assertThat(round.counted()).containsExactly(Map.entry("ann", "d2"));
  }

  /** They are taken down again when the round ends, which nobody was asked for again. */
  @Test
  void answersOfARoundThatWasReleasedBeforeACrashWereSignedForTheFirstStart() {
    RecordedRound round =
        first(
            started("id-1"),
            ASKED,
            accepted("d1"),
            ended("d1"),
            started("id-2"),
            ASKED,
            accepted("d1"),
            ended("d1"));
    assertThat(round.id()).isEqualTo("id-1");
  }
}
