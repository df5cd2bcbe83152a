package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.SampleLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerFileTest {
  private final Path folder;
  private final Path file;

  LedgerFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve(LedgerFile.NAME);
  }

  private List<String> write(List<LedgerEntry> entries) throws IOException {
    SampleLedger.written(folder, entries);
    return new ArrayList<>(Files.readAllLines(file));
  }

  private void refusedAtLine(int line, List<String> lines) throws IOException {
    Files.write(file, lines);
    assertThatThrownBy(() -> LedgerFile.read(folder))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("ledger: line " + line + " of " + file + " ");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> LedgerFile.open(folder, null)).isInstanceOf(UserDataException.class);
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void entriesOfEveryTypeReadBackExactly() {
    List<LedgerEntry> entries = SampleLedger.everyType();
    LedgerFile.Chain chain = SampleLedger.written(folder, entries);
    assertThat(chain.entries()).isEqualTo(entries);
    try (LedgerFile again = LedgerFile.open(folder, null)) {
      assertThat(again.entries()).isEqualTo(entries);
      assertThat(again.head()).isEqualTo(chain.head());
    }
  }

  @Test
  void everyLineSaysItsFormatAndOnesOfBeforeAreStillRead() throws IOException {
    List<String> lines = write(SampleLedger.everyType());
    assertThat(lines).allSatisfy(line -> assertThat(line).startsWith("{\"format\":1,"));

    String before = lines.get(0).replace("\"format\":1,", "");
    Files.writeString(file, before + "\n");
    Files.delete(folder.resolve(LedgerFile.HEAD)); // which older versions did not write
    assertThat(LedgerFile.read(folder).entries()).isEqualTo(SampleLedger.everyType().subList(0, 1));
  }

  @Test
  void lineOfANewerFormatIsRefusedBeforeAnythingElseOfItIsRead() throws IOException {
    Files.writeString(file, "{\"format\":2,\"kind\":\"opened\"}\n");
    assertThatThrownBy(() -> LedgerFile.read(folder))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("run: " + file + " is of format 2 (expected: at most 1, ");
    assertThatThrownBy(() -> LedgerFile.open(folder, null)).isInstanceOf(UserDataException.class);
  }

  @Test
  void folderWithoutALedgerHasAnEmptyChain() {
    assertThat(LedgerFile.read(folder)).isEqualTo(LedgerFile.Chain.EMPTY);
    assertThat(file).doesNotExist();
  }

  @Test
  void headChangesWithEveryEntryAndStandsForAllOfThem() {
    Set<String> heads = new HashSet<>();
    try (LedgerFile ledger = LedgerFile.open(folder, null)) {
      heads.add(ledger.head());
      for (int i = 0; i < 4; i++) { // the same entry: what differs is what is before it
        ledger.append(SampleLedger.paid(1, 2));
        heads.add(ledger.head());
      }
      assertThat(heads).hasSize(5).allMatch(head -> head.matches("[0-9a-f]{64}"));
      assertThat(LedgerFile.read(folder).head()).isEqualTo(ledger.head());
    }
  }

  @Test
  void anEntryIsInTheFileWhenAppendReturns() {
    try (LedgerFile ledger = LedgerFile.open(folder, null)) {
      ledger.append(SampleLedger.opened("secure"));
      assertThat(LedgerFile.read(folder).entries()).hasSize(1);
    }
  }

  @Test
  void aChangedLineIsRefusedAtTheNextOne() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    lines.set(3, lines.get(3).replace("\"epsilon\":2.0", "\"epsilon\":1.0"));
    refusedAtLine(5, lines);
  }

  @Test
  void aRemovedLineIsRefusedWhereItIsMissing() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    lines.remove(3);
    refusedAtLine(4, lines);
  }

  @Test
  void aMissingFirstLineIsRefused() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    lines.remove(0);
    refusedAtLine(1, lines);
  }

  @Test
  void anInsertedLineIsRefused() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    lines.add(3, lines.get(2));
    refusedAtLine(4, lines);
  }

  @Test
  void swappedLinesAreRefused() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    Collections.swap(lines, 3, 4);
    refusedAtLine(4, lines);
  }

  @Test
  void aLineThatIsNoEntryIsRefusedByItsOwnNumber() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    String head = LedgerFile.read(folder).head();
    List<String> damaged =
        List.of(
            "no JSON",
            "{\"type\":\"gift\",\"previous\":\"" + head + "\"}",
            "{\"type\":\"resumed\",\"round\":\"3\",\"epsilon_budget\":1,\"previous\":\""
                + head
                + "\"}",
            "{\"type\":\"resumed\",\"round\":3,\"epsilon_budget\":\"lots\",\"previous\":\""
                + head
                + "\"}");
    for (String line : damaged) {
      List<String> more = new ArrayList<>(lines);
      more.add(line);
      refusedAtLine(lines.size() + 1, more);
    }
  }

  @Test
  void linesCutOffTheEndAreMissedByWhoeverKeptTheHead() throws IOException {
    List<String> lines = write(SampleLedger.eventful("secure"));
    String head = LedgerFile.read(folder).head();
    Files.write(file, lines.subList(0, 5));
    assertThatThrownBy(() -> LedgerFile.read(folder))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("does not hold the line " + head.substring(0, 16));
    Files.writeString(folder.resolve(LedgerFile.HEAD), "0".repeat(64));
    LedgerFile.Chain chain = LedgerFile.read(folder);
    assertThat(chain.entries()).hasSize(5);
    assertThat(chain.digests()).doesNotContain(head);
  }

  @Test
  void aTornLastLineIsDroppedAndTheChainGoesOn() throws IOException {
    List<LedgerEntry> entries = SampleLedger.eventful("secure");
    SampleLedger.written(folder, entries);
    Files.writeString(file, "{\"type\":\"paid\",\"rou", StandardOpenOption.APPEND);
    assertThat(LedgerFile.read(folder).entries()).isEqualTo(entries);
    try (LedgerFile ledger = LedgerFile.open(folder, null)) {
      assertThat(ledger.entries()).isEqualTo(entries);
      ledger.append(SampleLedger.paid(5, 3.9));
    }
    assertThat(LedgerFile.read(folder).entries())
        .hasSize(entries.size() + 1)
        .endsWith(SampleLedger.paid(5, 3.9));
    assertThat(file).content().endsWith("}\n");
  }
}
