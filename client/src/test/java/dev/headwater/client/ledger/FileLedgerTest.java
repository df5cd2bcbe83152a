package dev.headwater.client.ledger;

import static dev.headwater.client.ledger.Rounds.OPEN;
import static dev.headwater.client.ledger.Rounds.entry;
import static dev.headwater.client.ledger.Rounds.local;
import static dev.headwater.client.ledger.Rounds.masked;
import static dev.headwater.client.ledger.Rounds.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headwater.client.policy.Demands;
import dev.headwater.files.UserDataException;
import dev.headwater.v1.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {
  private final Path folder;

  FileLedgerTest(@TempDir Path parent) {
    this.folder = parent.resolve("deep/ledger");
  }

  private static Verdict enter(FileLedger ledger, Participation one) {
    return ledger.enter(() -> one, Demands.NONE, List.of());
  }

  @Test
  void linesAreThereAfterARestart() {
    Participation first = entry(open(1, 0, local(2)), "run");
    Participation second = entry(masked(2, 0, 5), "run");
    enter(new FileLedger(folder), first);
    enter(new FileLedger(folder), second);
    assertThat(new FileLedger(folder).participations()).containsExactly(first, second);
    assertThat(enter(new FileLedger(folder), entry(masked(2, 0, 4), "run")))
        .isInstanceOf(Verdict.StayOut.class);
    assertThat(new FileLedger(folder).participations()).hasSize(2);
  }

  @Test
  void aRoundThatIsOnlyCheckedIsNotEntered() {
    FileLedger ledger = new FileLedger(folder);
    assertThat(ledger.participations()).isEmpty();
    assertThat(folder).doesNotExist();
    ledger.check(() -> entry(open(1, 0, OPEN), "run"), Demands.NONE);
    assertThat(ledger.participations()).isEmpty();
  }

  @Test
  void nodesThatShareAFolderSeeEachOthersLines() {
    FileLedger one = new FileLedger(folder);
    FileLedger other = new FileLedger(folder);
    enter(one, entry(open(1, 0, OPEN), "run"));
    enter(other, entry(open(2, 0, OPEN), "run"));
    enter(one, entry(open(3, 0, OPEN), "run"));
    assertThat(enter(other, entry(open(3, 1, OPEN), "run"))).isInstanceOf(Verdict.StayOut.class);
    assertThat(one.participations()).extracting(Participation::round).containsExactly(1, 2, 3);
  }

  /** The answer had not left: its line was not on disk. */
  @Test
  void aLineThatACrashCutNeverWas() throws IOException {
    enter(new FileLedger(folder), entry(open(1, 0, OPEN), "run"));
    Path file = folder.resolve(FileLedger.NAME);
    String line = Files.readString(file);
    Files.writeString(file, line.substring(0, 40), StandardOpenOption.APPEND);
    FileLedger again = new FileLedger(folder);
    assertThat(again.participations()).hasSize(1);
    enter(again, entry(open(2, 0, OPEN), "run"));
    assertThat(Files.readString(file).lines()).hasSize(2);
  }

  @Test
  void aDamagedLineIsNamedAndNothingIsSent() throws IOException {
    enter(new FileLedger(folder), entry(open(1, 0, OPEN), "run"));
    enter(new FileLedger(folder), entry(open(2, 0, OPEN), "run"));
    Path file = folder.resolve(FileLedger.NAME);
    Files.writeString(file, Files.readString(file).replace("\"round\":2", "\"round\":\"2\""));
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> enter(new FileLedger(folder), entry(open(3, 0, OPEN), "run")))
        .withMessageContaining("line 2 of " + file)
        .withMessageContaining("no usable 'round'");
  }

  @Test
  void aNewerLedgerIsRefusedInWords() throws IOException {
    enter(new FileLedger(folder), entry(open(1, 0, OPEN), "run"));
    Path file = folder.resolve(FileLedger.NAME);
    Files.writeString(file, Files.readString(file).replace("\"format\":1", "\"format\":99"));
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> new FileLedger(folder).participations())
        .withMessageContaining("format 99");
  }

  @Test
  void aFolderThatCannotBeIsASentence() throws IOException {
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file");
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> enter(new FileLedger(folder), entry(open(1, 0, OPEN), "run")))
        .withMessageContaining("cannot be used")
        .withMessageContaining("nothing was sent");
  }

  @Test
  void aNoisedAnswerIsKeptForItsOwnRoundAlone() {
    FileLedger ledger = new FileLedger(folder);
    Participation noised = entry(open(1, 0, local(2)), "run");
    List<Submission> answer =
        List.of(
            Submission.newBuilder().setRunId("r").setRound(1).build(),
            Submission.newBuilder().setRunId("r").setRound(1).setClient("ann").build());
    ledger.enter(() -> noised, Demands.NONE, answer);
    assertThat(new FileLedger(folder).kept(() -> noised)).isEqualTo(answer);
    assertThat(ledger.kept(() -> entry(open(2, 0, local(2)), "run"))).isEmpty();
    assertThat(ledger.kept(() -> entry(open(1, 0, local(2)), "another"))).isEmpty();
  }

  /** Bytes of a damaged disk: a sentence, or lines, and no other exception. */
  @Test
  void mutatedLinesAreASentenceOrLines() throws IOException {
    enter(new FileLedger(folder), entry(open(1, 0, local(2)), "run"));
    enter(new FileLedger(folder), entry(open(2, 0, OPEN), "run"));
    Path file = folder.resolve(FileLedger.NAME);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] mutated = whole.clone();
      for (int times = random.nextInt(3); times >= 0; times--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      Files.write(
          file, Arrays.copyOf(mutated, i % 3 == 0 ? random.nextInt(whole.length) : whole.length));
      try {
        assertThat(new FileLedger(folder).participations()).hasSizeBetween(0, 20);
      } catch (UserDataException e) {
        assertThat(e).hasMessageContaining("(expected: ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
