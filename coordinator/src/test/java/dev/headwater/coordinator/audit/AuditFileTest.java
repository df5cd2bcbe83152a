package dev.headwater.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final AuditEvent.Ended ROUND =
      new AuditEvent.Ended(
          1,
          "bb",
          new TreeMap<>(
              Map.of("ann", "01".repeat(32), "cleo", "03".repeat(32), "eve", "05".repeat(32))),
          null);
  private static final List<AuditEvent> EVENTS =
      List.of(
          new AuditEvent.Started("run-1", "test", "id-1"),
          new AuditEvent.Joined("ann", 20, 3, "aa".repeat(32)),
          new AuditEvent.Asked(
              1,
              "sgd",
              false,
              "aa",
              List.of("ann", "bob", "cleo", "eve"),
              new TreeMap<>(Map.of("ann", 20, "bob", 2, "cleo", 3, "eve", 4, "zoe", 5))),
          new AuditEvent.Answered(1, "ann", "01".repeat(32), null),
          new AuditEvent.Answered(1, "bob", "02".repeat(32), "num_examples: 3"),
          new AuditEvent.Answered(1, "cleo", "03".repeat(32), null),
          new AuditEvent.Answered(1, "eve", "05".repeat(32), null),
          ROUND);

  private final Path folder;

  AuditFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path written() {
    try (AuditFile log = AuditFile.open(folder, CLOCK)) {
      EVENTS.forEach(log::record);
    }
    return folder.resolve(AuditFile.NAME);
  }

  @Test
  void eventsComeBackAlsoAfterARestart() {
    written();
    String head = AuditFile.read(folder).head();
    try (AuditFile log = AuditFile.open(folder, CLOCK)) {
      assertThat(log.head()).isEqualTo(head);
      log.record(new AuditEvent.Started("run-2", "test"));
      assertThat(log.head()).isNotEqualTo(head);
    }
    List<AuditEvent> all = new ArrayList<>(EVENTS);
    all.add(new AuditEvent.Started("run-2", "test"));
    assertThat(AuditFile.read(folder).events()).isEqualTo(all);
    assertThat(AuditFile.read(folder).ended(1)).isEqualTo(ROUND);
    assertThat(AuditFile.read(folder).ended(2)).isNull();
  }

  @Test
  void everyLineThatIsChangedRemovedOrMovedIsNamed() throws IOException {
    Path file = written();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i + 1 < lines.size(); i++) {
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      refused(file, without, "line %d of".formatted(i + 1), "does not follow");
      List<String> changed = new ArrayList<>(lines);
      changed.set(i, lines.get(i).replace("1970", "1971"));
      refused(file, changed, "line %d of".formatted(i + 2), "does not follow");
    }
    List<String> other = new ArrayList<>(lines);
    other.set(7, lines.get(7).replace("\"cleo\":\"0303", "\"cleo\":\"0304"));
    refused(file, other, "line 8 of", "root: ");
  }

  private void refused(Path file, List<String> lines, String... words) throws IOException {
    Files.write(file, lines);
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> AuditFile.read(folder))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void aSumThatCountsAnotherAnswerThanTheAcceptedOneIsNamed() {
    new AuditFile.Chain(EVENTS, "").requireAnswers();
    for (AuditEvent.Answered line :
        List.of(
            new AuditEvent.Answered(1, "eve", "09".repeat(32), null),
            new AuditEvent.Answered(1, "eve", "05".repeat(32), "num_examples: 3"),
            new AuditEvent.Answered(2, "eve", "05".repeat(32), null))) {
      List<AuditEvent> events = new ArrayList<>(EVENTS);
      events.set(6, line);
      assertThatExceptionOfType(UserDataException.class)
          .isThrownBy(() -> new AuditFile.Chain(events, "").requireAnswers())
          .withMessageStartingWith("audit log: round 1 counts 0505050505050505 of eve (expected: ");
    }
    List<AuditEvent> again = new ArrayList<>(EVENTS);
    again.add(new AuditEvent.Started("run-1", "test"));
    again.add(ROUND);
    assertThatExceptionOfType(UserDataException.class)
        .as("of before the restart")
        .isThrownBy(() -> new AuditFile.Chain(again, "").requireAnswers());
  }

  @Test
  void aLineThatACrashCutIsDroppedWhereTheLogGoesOn() throws IOException {
    Path file = written();
    Files.writeString(file, "{\"format\":1,\"time", StandardOpenOption.APPEND);
    AuditFile.open(folder, CLOCK).close();
    assertThat(AuditFile.read(folder).events()).isEqualTo(EVENTS);
  }

  @Test
  void aFolderWithoutALogIsASentence() {
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> AuditFile.read(folder))
        .withMessageContaining("expected: the folder of a run that 'coordinator' wrote");
  }

  @Test
  void aClientIsProvedToBeInARoundOrNotToBe() {
    for (String counted : List.of("ann", "cleo", "eve")) {
      assertThat(RoundProof.of(ROUND, counted).check()).isEqualTo(RoundProof.Outcome.COUNTED);
    }
    for (String absent : List.of("a", "bob", "dan", "zoe")) {
      assertThat(RoundProof.of(ROUND, absent).check()).isEqualTo(RoundProof.Outcome.NOT_COUNTED);
    }
    var nobody = new AuditEvent.Ended(2, "bb", new TreeMap<>(), "too few");
    assertThat(RoundProof.of(nobody, "ann").check()).isEqualTo(RoundProof.Outcome.NOT_COUNTED);
  }

  /** A coordinator that wants to hide, or to invent, what it counted. */
  @Test
  void proofsThatLieProveNothing() {
    RoundProof of = RoundProof.of(ROUND, "cleo");
    RoundProof.Leaf ann = RoundProof.of(ROUND, "ann").leaves().get(0);
    RoundProof.Leaf cleo = of.leaves().get(0);
    RoundProof.Leaf eve = RoundProof.of(ROUND, "eve").leaves().get(0);
    refused(new RoundProof(1, "cleo", of.root(), 3, List.of(ann, eve)));
    refused(new RoundProof(1, "cleo", of.root(), 3, List.of(ann)));
    refused(new RoundProof(1, "cleo", of.root(), 3, List.of()));
    refused(new RoundProof(1, "bob", of.root(), 3, List.of(cleo)));
    refused(new RoundProof(1, "cleo", "0".repeat(64), 3, List.of(cleo)));
    var other = new RoundProof.Leaf(1, "cleo", "09".repeat(32), cleo.path());
    refused(new RoundProof(1, "cleo", of.root(), 3, List.of(other)));
    assertThat(Objects.requireNonNull(of.root())).isEqualTo(ROUND.root());
  }

  private static void refused(RoundProof proof) {
    assertThatIllegalArgumentException()
        .isThrownBy(proof::check)
        .withMessageStartingWith("proof: ");
  }
}
