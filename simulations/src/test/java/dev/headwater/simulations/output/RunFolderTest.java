package dev.headwater.simulations.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.state.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunFolderTest {
  private final Path temporary;

  RunFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private RunFolder recorded(String name, SampleRun run) {
    RunFolder folder = RunFolder.create(temporary.resolve(name));
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    folder.start(history.details());
    for (RoundReport report : run.reports()) {
      history.onRound(report);
      folder.onRound(report);
    }
    folder.finish(
        history.summary(RunOutcome.DONE, folder.dir().toString(), null), history.details());
    folder.close();
    return folder;
  }

  @Test
  void anInterruptInTheMiddleOfARoundLosesNothing(@TempDir Path place) {
    RunFolder folder = RunFolder.create(place.resolve("run"));
    Thread.currentThread().interrupt();
    try {
      folder.write(RunFolder.ROUNDS, "");
      folder.append(RoundRecord.of(new SampleRun(3, 2, 5).reports().get(0)));
      folder.close();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(folder.file(RunFolder.ROUNDS)).content().startsWith("{").endsWith("}\n");
  }

  /** Or the port for browsers would publish it while it runs. */
  @Test
  void aRunThatIsTakenUpAgainNoLongerSaysThatItIsDone() {
    RunFolder done = recorded("run", new SampleRun(3, 2, 5));
    SummaryRecord before = Objects.requireNonNull(RunFolder.open(done.dir()).summary());

    RunFolder.resume(RunFolder.open(done.dir()), 1, FolderLock.take(done.dir())).close();

    SummaryRecord after = Objects.requireNonNull(RunFolder.open(done.dir()).summary());
    assertThat(before.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(after.outcome()).isEqualTo(RunOutcome.INTERRUPTED);
    assertThat(after.digest()).isEqualTo(before.digest());
  }

  @Test
  void rowsThatStayAfterTheRunAreNamedWithTheReason(@TempDir Path place) throws IOException {
    RunFolder folder = RunFolder.create(place.resolve("run"));
    Path rows = Files.createDirectory(folder.file("secret-rows"));
    Files.writeString(rows.resolve("round-000002.row"), "12345");
    Files.writeString(rows.resolve("round-000003.row"), "12345");

    assertThat(folder.files())
        .filteredOn(file -> file.name().equals("secret-rows"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.bytes()).isEqualTo(10);
              assertThat(file.purpose()).contains("for --resume with more rounds");
            });
    folder.close();
  }

  @Test
  void latestPointsAtTheNewestRun(@TempDir Path place) throws IOException {
    Path runs = place.resolve("runs");
    RunFolder.create(runs, "first", Clock.systemUTC());
    RunFolder second = RunFolder.create(runs, "second", Clock.systemUTC());

    assertThat(runs.resolve(RunFolder.LATEST)).isSymbolicLink();
    assertThat(runs.resolve(RunFolder.LATEST).toRealPath()).isEqualTo(second.dir().toRealPath());
  }

  @Test
  void defaultNameIsTimeAndDataAndNeverTakenTwice() {
    List<String> names =
        Stream.of("My Photos/ü", "My Photos/ü", "///", "x".repeat(99))
            .map(data -> RunFolder.create(temporary, data, SampleRun.CLOCK))
            .map(folder -> folder.dir().getFileName().toString())
            .toList();
    assertThat(names)
        .containsExactly(
            "20261122-120000-my-photos",
            "20261122-120000-my-photos-2",
            "20261122-120000",
            "20261122-120000-" + "x".repeat(40));
  }

  @Test
  void earlierRunIsRefusedAndLeftAlone() throws IOException {
    RunFolder first = recorded("run", new SampleRun(3, 2, 2));
    String before = Files.readString(first.file(RunFolder.ROUNDS));
    assertThatThrownBy(() -> RunFolder.create(first.dir()))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("out: " + first.dir() + " holds an earlier run (expected: ")
        .hasMessageContaining("give another --out");
    assertThat(Files.readString(first.file(RunFolder.ROUNDS))).isEqualTo(before);
  }

  @Test
  void folderWithOtherFilesAndFilesAreRefused() throws IOException {
    Files.writeString(temporary.resolve("holiday.jpg"), "x");
    assertThatThrownBy(() -> RunFolder.checkUnused(temporary))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> RunFolder.create(temporary.resolve("holiday.jpg")))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> RunFolder.create(temporary.resolve("holiday.jpg/below")))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void emptyFolderIsTaken() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertThat(RunFolder.create(empty).dir()).isEqualTo(empty);
  }

  @ParameterizedTest
  @ValueSource(strings = {RunFolder.SUMMARY, RunFolder.DETAILS, RunFolder.ROUNDS})
  void fileOfANewerFormatIsRefusedAndOneOfBeforeIsRead(String name) throws IOException {
    RunFolder run = recorded("run", new SampleRun(3, 2, 5));
    String now = Files.readString(run.file(name));
    boolean line = name.equals(RunFolder.ROUNDS);
    String format = line ? "\"format\":1," : "  \"format\" : 1,\n";
    assertThat(now.split(Pattern.quote(format), -1)).hasSize(line ? 6 : 2);

    Files.writeString(run.file(name), now.replace(format, ""));
    assertThat(RunFolder.open(run.dir()).notes()).isEmpty();
    assertThat(RunFolder.open(run.dir()).rounds()).hasSize(5);

    // A newer version may have changed everything else, too.
    Files.writeString(run.file(name), "{\"format\":2,\"round\":\"third\"}\n");
    assertThatThrownBy(() -> RunFolder.open(run.dir()))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith(
            "run: " + run.file(name) + " is of format 2 (expected: at most 1, ");
    if (!line) {
      assertThatThrownBy(() -> RunFolder.requireReadable(run.dir()))
          .isInstanceOf(UserDataException.class);
    }
  }

  @Test
  void folderReadsBackAsItWasWritten() {
    SampleRun run = new SampleRun(3, 2, 5);
    RecordedRun read = RunFolder.open(recorded("run", run).dir());
    assertThat(read.notes()).isEmpty();
    assertThat(read.rounds())
        .isEqualTo(new SampleRun(3, 2, 5).reports().stream().map(RoundRecord::of).toList());
    SummaryRecord summary = Objects.requireNonNull(read.summary());
    assertThat(summary.rounds()).isEqualTo(5);
    assertThat(summary.clientAccuracy()).isNotNull();
    RunDetails details = Objects.requireNonNull(read.details());
    assertThat(details.facts().labelCounts().get("client-1"))
        .isEqualTo(run.facts().labelCounts().get("client-1"));
    assertThat(details.clients()).hasSize(3);
    assertThat(details.spreads()).hasSize(5);
  }

  @Test
  void summaryThatLeavesKeysOutReadsBack() {
    SampleRun run = new SampleRun(0, 2, 0);
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    folder.start(history.details());
    folder.finish(history.summary(RunOutcome.INTERRUPTED, "x", null), history.details());
    RecordedRun read = RunFolder.open(folder.dir());
    assertThat(folder.file(RunFolder.SUMMARY))
        .content()
        .doesNotContain("privacy", "client_accuracy", "per_class_accuracy");
    assertThat(read.notes()).isEmpty();
    assertThat(Objects.requireNonNull(read.summary()).outcome()).isEqualTo(RunOutcome.INTERRUPTED);
  }

  @Test
  void configKeepsEveryValueAndItsTypeButNotWhereItWasWritten() {
    Map<String, Object> config = new LinkedHashMap<>();
    List<String> nasty =
        List.of("no", "1e-3", "010", "a: b", "#x", " lead", "null", "~", "12:30:00", "ü 雛", "");
    for (int i = 0; i < nasty.size(); i++) {
      config.put("text-" + i, nasty.get(i));
    }
    config.put("lines", "a\nb");
    config.put("count", 7);
    config.put("rate", 1e-3);
    config.put("on", true);
    config.put("list", List.of("x", 1));
    Map<String, Object> expected = new LinkedHashMap<>(config);
    config.put("out", "runs/x");
    config.put("config", "old.yaml");
    config.put("path", Path.of("a", "b"));
    expected.put("path", Path.of("a", "b").toString());
    RunFacts plain = new SampleRun(0, 2, 1).facts();
    RunFacts facts =
        new RunFacts(
            "0.1.0",
            "fedavg",
            1,
            config,
            plain.labels(),
            plain.backbone(),
            1,
            "memory",
            1,
            "demo",
            new TreeMap<>(),
            RunFacts.TestSet.NONE,
            List.of(),
            null);
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    folder.start(new RunHistory(facts, SampleRun.CLOCK).details());
    assertThat(RunFolder.open(folder.dir()).config()).isEqualTo(expected);
  }

  @Test
  void runThatWasKilledReadsBackWithNotes() {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    SampleRun run = new SampleRun(3, 2, 2);
    folder.start(new RunHistory(run.facts(), SampleRun.CLOCK).details());
    run.reports().forEach(folder::onRound); // no finish, no close
    RecordedRun read = RunFolder.open(folder.dir());
    assertThat(read.rounds()).hasSize(2);
    assertThat(read.summary()).isNull();
    assertThat(read.details()).isNotNull();
    assertThat(read.notes()).singleElement().asString().startsWith("summary.json is missing");
  }

  @Test
  void incompleteLastLineIsLeftOutWithANote() throws IOException {
    RunFolder folder = recorded("run", new SampleRun(3, 2, 3));
    String whole = Files.readString(folder.file(RunFolder.ROUNDS));
    for (int cut : new int[] {2, 40, 90}) {
      Files.writeString(folder.file(RunFolder.ROUNDS), whole.substring(0, whole.length() - cut));
      RecordedRun read = RunFolder.open(folder.dir());
      assertThat(read.rounds()).hasSize(2);
      assertThat(read.notes()).singleElement().asString().contains("last line of rounds.jsonl");
    }
    Files.write(
        folder.file(RunFolder.ROUNDS), new byte[] {(byte) 0xff, 0, 7}, StandardOpenOption.APPEND);
    assertThat(RunFolder.open(folder.dir()).rounds()).hasSize(2);
  }

  @Test
  void lastLineThatLacksKeysIsLeftOut() throws IOException {
    RunFolder folder = recorded("run", new SampleRun(3, 2, 1));
    Files.writeString(
        folder.file(RunFolder.ROUNDS),
        "{\"type\":\"round\",\"round\":2}\n",
        StandardOpenOption.APPEND);
    assertThat(folder.file(RunFolder.ROUNDS)).content().startsWith("{").endsWith("}\n");
  }

  @Test
  void damageInTheMiddleIsNamedAndRefused() throws IOException {
    RunFolder folder = recorded("run", new SampleRun(3, 2, 3));
    String whole = Files.readString(folder.file(RunFolder.ROUNDS));
    Files.writeString(folder.file(RunFolder.ROUNDS), "oops\n" + whole);
    assertThatThrownBy(() -> RunFolder.open(folder.dir()))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("run: line 1 of " + folder.file(RunFolder.ROUNDS) + " is damaged");
  }

  @Test
  void folderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> RunFolder.open(temporary))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("has no config.yaml");
    assertThatThrownBy(() -> RunFolder.open(temporary.resolve("nowhere")))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void filesAreListedWithSizesAndPurposesInTheOrderPeopleCare() throws IOException {
    RunFolder folder = recorded("run", new SampleRun(3, 2, 1));
    folder.write(RunFolder.REPORT, "<!doctype html>");
    Files.writeString(folder.file("head.safetensors"), "12345");
    Files.writeString(folder.file("aaa.txt"), "");
    assertThat(folder.files())
        .extracting(RunFile::name)
        .containsExactly(
            "report.html",
            "head.safetensors",
            "summary.json",
            "rounds.jsonl",
            "config.yaml",
            "details.json",
            "aaa.txt");
    assertThat(folder.files().get(1))
        .isEqualTo(new RunFile("head.safetensors", 5, "the trained head"));
  }

  @Test
  void failedWriteLeavesTheOldFileAndNoLeftovers() throws IOException {
    Path blocked = temporary.resolve("run/summary.json");
    Files.createDirectories(blocked.resolve("inside"));
    assertThatThrownBy(() -> WholeFile.write(blocked, "new")).isInstanceOf(IOException.class);
    try (Stream<Path> left = Files.list(temporary.resolve("run"))) {
      assertThat(left).containsExactly(blocked);
    }
  }

  @Test
  void folderThatVanishedIsNamed() throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    Files.delete(folder.file(FolderLock.NAME));
    Files.delete(folder.dir());
    assertThatThrownBy(() -> folder.write("report.html", "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("run folder: " + folder.file("report.html") + " cannot be written");
  }

  @Test
  void readersNeverSeeHalfAFile() throws Exception {
    Path file = temporary.resolve("summary.json");
    String one = "a".repeat(300_000);
    String two = "b".repeat(300_000);
    WholeFile.write(file, one);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 40; i++) {
                try {
                  WholeFile.write(file, i % 2 == 0 ? two : one);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    do {
      assertThat(Set.of(one, two)).contains(Files.readString(file));
    } while (!writing.isDone());
    writing.get();
  }
}
