package dev.headwater.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.view.RunView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's folder must hold so that the run goes on, and what a full disk leaves of it. */
final class ResumptionTest {
  private static final Model MODEL = new LinearModel(2, 3);
  private static final RunFacts FACTS = new SampleRun(2, 2, 3).facts();

  private final Path run;
  private final Path rounds;
  private final List<String> notes = new ArrayList<>();

  ResumptionTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
    this.rounds = run.resolve(RunFolder.ROUNDS);
  }

  private static RunSettings settings(int rounds) {
    return RunSettings.of(MODEL, 2).rounds(rounds).build();
  }

  private static SortedMap<String, ClientExamples> clients() {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 2; k++) {
      float[] features = {1, 0, k, 0, 1, 0.5f};
      clients.put("client-" + k, new ClientExamples(new Examples(features, new int[] {0, 1}, 3)));
    }
    return clients;
  }

  private RunOutcome run(
      RunFolder folder, @Nullable Resumption from, int rounds, Consumer<RoundTask> before) {
    RunView view =
        new RunView() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    Cohort inner = new LocalCohort(clients());
    return new Experiment(
            FACTS,
            folder,
            view,
            null,
            (dir, parameters) -> dir.write("head.safetensors", parameters.digest()),
            null,
            from,
            "memory",
            null,
            "pictures")
        .run(settings(rounds), inner, null, new Before(before));
  }

  /** Does something when a round has been planned. */
  private record Before(Consumer<RoundTask> what) implements RoundListener {
    @Override
    public void onTask(RoundTask task) {
      what.accept(task);
    }

    @Override
    public void onRound(RoundReport report) {}
  }

  private void begin() {
    assertThat(run(RunFolder.create(run), null, 3, task -> {})).isEqualTo(RunOutcome.DONE);
  }

  private Resumption resumption(int rounds) {
    return Resumption.of(RunFolder.open(run), settings(rounds), FACTS.labels(), FACTS.backbone())
        .withAllRounds();
  }

  private RunOutcome goOn(int total) {
    Resumption from = resumption(total);
    return run(
        RunFolder.resume(from.run(), from.lastRound(), FolderLock.take(run)), from, total, t -> {});
  }

  private List<String> digests() {
    return RunFolder.open(run).rounds().stream().map(RoundRecord::digest).toList();
  }

  private SummaryRecord summary() {
    return Objects.requireNonNull(RunFolder.open(run).summary());
  }

  @Test
  void lastLineThatWasTornIsMended() throws IOException {
    begin();
    List<String> before = digests();
    String whole = Files.readString(rounds);
    for (int cut : new int[] {1, 2, 40, 90}) {
      Files.writeString(rounds, whole.substring(0, whole.length() - cut));
      assertThat(resumption(4).run().rounds()).hasSize(3);
    }
    assertThat(goOn(4)).isEqualTo(RunOutcome.DONE);
    assertThat(digests()).hasSize(4).startsWith(before.toArray(String[]::new));
  }

  @Test
  void linesAfterTheCheckpointAreRunAgain() throws IOException {
    begin();
    String last = Files.readAllLines(rounds).get(2);
    Files.writeString(
        rounds, Files.readString(rounds) + last.replace("\"round\":3", "\"round\":4") + "\n{\"ty");
    assertThat(goOn(4)).isEqualTo(RunOutcome.DONE);
    assertThat(digests()).hasSize(4).doesNotHaveDuplicates();
  }

  private void refused(List<String> lines, String sentence) throws IOException {
    Files.write(rounds, lines);
    assertThatThrownBy(() -> resumption(4))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void roundsThatAreMissingOrRepeatedOrForeignAreRefusedWithTheirLine() throws IOException {
    begin();
    List<String> l = Files.readAllLines(rounds);
    refused(List.of(l.get(0), l.get(2)), "line 2 of " + rounds + " is of round 3");
    refused(List.of(l.get(0), l.get(1), l.get(1), l.get(2)), "line 3 of " + rounds);
    refused(List.of(l.get(1), l.get(0), l.get(2)), "line 1 of " + rounds + " is of round 2");
    refused(List.of(l.get(0), "{\"round\":", l.get(2)), "line 2 of " + rounds + " is damaged");
    refused(List.of(l.get(0), "null", l.get(2)), "line 2 of " + rounds + " is damaged");
    refused(List.of(l.get(0)), "ends with round 1, and checkpoint.safetensors is of round 3");
    String foreign = l.get(1).replaceFirst("\"seconds\":[^,]*", "\"seconds\":77.0");
    refused(List.of(l.get(0), foreign, l.get(2)), "the first 3 lines of " + rounds);
    Files.write(rounds, l);
    assertThat(goOn(4)).isEqualTo(RunOutcome.DONE);
  }

  @Test
  void otherPicturesAreRefused() {
    begin();
    Resumption from = resumption(4);
    from.requirePictures("pictures");
    from.requirePictures(""); // clients have them
    assertThatThrownBy(() -> from.requirePictures("others"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("added, removed or changed since round 3")
        .hasMessageContaining("--changed-data");
  }

  @Test
  void runThatWasKilledBeforeItsFilesWereWrittenIsFinished() throws IOException {
    begin();
    SummaryRecord before = summary();
    for (String name : List.of(RunFolder.SUMMARY, RunFolder.REPORT, "head.safetensors")) {
      Files.delete(run.resolve(name));
    }
    Resumption from = resumption(3);
    assertThat(from.over()).isTrue();
    assertThat(goOn(3)).isEqualTo(RunOutcome.DONE);

    assertThat(summary()).isEqualTo(before);
    assertThat(run.resolve(RunFolder.REPORT)).exists();
    assertThat(run.resolve("head.safetensors")).content().isEqualTo(before.digest());
    assertThat(notes).anyMatch(note -> note.contains("nothing is left to run"));
  }

  @Test
  void finishedRunStaysAsItIsAndGoesOnWithMoreRounds() throws IOException {
    begin();
    String details = Files.readString(run.resolve(RunFolder.DETAILS));
    String summary = Files.readString(run.resolve(RunFolder.SUMMARY));
    assertThat(goOn(3)).isEqualTo(RunOutcome.DONE);
    assertThat(run.resolve(RunFolder.DETAILS)).content().isEqualTo(details);
    assertThat(run.resolve(RunFolder.SUMMARY)).content().isEqualTo(summary);
    assertThat(goOn(5)).isEqualTo(RunOutcome.DONE);
    assertThat(digests()).hasSize(5);
    assertThatThrownBy(() -> resumption(4))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("has done 5 rounds of 4");
  }

  /** {@code /dev/full} is a disk without room. */
  @Test
  void fullDiskIsASentenceThatSaysWhatIsSaved() throws IOException {
    assertThatThrownBy(
            () ->
                run(
                    RunFolder.create(run),
                    null,
                    3,
                    task -> {
                      if (task.round() == 1) {
                        put(Path.of("/dev/full"));
                      }
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "run folder: "
                + rounds
                + " cannot be written: the disk is full (expected: a disk with room and the right to write); no round is saved");
    Files.delete(rounds);
  }

  private void put(Path target) {
    try {
      Files.delete(rounds);
      Files.createSymbolicLink(rounds, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatWasSavedBeforeTheDiskWasFullGoesOn() throws IOException {
    begin();
    List<String> whole = new ArrayList<>(Files.readAllLines(rounds));
    Resumption from = resumption(6);
    Path kept = run.resolveSibling("kept");
    assertThatThrownBy(
            () ->
                run(
                    RunFolder.resume(from.run(), 3, FolderLock.take(run)),
                    from,
                    6,
                    task -> {
                      try {
                        Files.copy(rounds, kept);
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                      put(Path.of("/dev/full"));
                    }))
        .hasMessageContaining("the disk is full")
        .hasMessageEndingWith(
            "; saved in %s: everything up to round 3, go on with --resume when there is room"
                .formatted(run));
    Files.delete(rounds);
    Files.move(kept, rounds);
    assertThat(Files.readAllLines(rounds)).isEqualTo(whole);
    try (FolderLock still = FolderLock.take(run)) {
      assertThat(still.folder()).isEqualTo(run);
    }
    assertThat(goOn(6)).isEqualTo(RunOutcome.DONE);
    assertThat(digests()).hasSize(6);
  }

  @Test
  void flippedCheckpointIsRefused() throws IOException {
    begin();
    Path file = run.resolve(Checkpoint.NAME);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> resumption(4))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("is damaged");
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains("headwater.checkpoint.3");
  }

  private SortedMap<String, byte[]> contents() throws IOException {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  /** Files are replaced, not changed: a checkpoint that was read may still be mapped. */
  private void restore(SortedMap<String, byte[]> contents) throws IOException {
    for (var file : contents.entrySet()) {
      Files.deleteIfExists(run.resolve(file.getKey()));
      Files.write(run.resolve(file.getKey()), file.getValue());
    }
  }

  @Test
  void noFlippedByteOfTheFolderGivesAnotherResult() throws IOException {
    begin();
    SortedMap<String, byte[]> before = contents();
    assertThat(goOn(5)).isEqualTo(RunOutcome.DONE);
    List<String> right = digests();
    Random random = new Random(3);
    List<String> state = List.of(Checkpoint.NAME, RunFolder.ROUNDS, RunFolder.DETAILS);
    int refused = 0;
    for (int i = 0; i < 45; i++) {
      SortedMap<String, byte[]> damaged = new TreeMap<>(before);
      String name = state.get(i % state.size());
      byte[] bytes = Objects.requireNonNull(before.get(name)).clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      damaged.put(name, bytes);
      restore(damaged);
      try {
        assertThat(goOn(5)).isEqualTo(RunOutcome.DONE);
        assertThat(digests()).as("byte %d of %s", at, name).isEqualTo(right);
      } catch (UserDataException e) {
        assertThat(e).hasMessageContaining("(expected: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }
}
