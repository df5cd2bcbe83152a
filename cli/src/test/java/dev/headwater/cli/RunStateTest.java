package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What happens to a run's folder between two starts: it ends early, moves, or is used twice. */
final class RunStateTest {
  private static final String DATA = "demo:users=2,pictures=10,test=10";

  private final Path folder;

  RunStateTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun simulate(String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--format", "json"));
    args.addAll(List.of("--backbone", "pixels", "--strategy", "fedavg"));
    args.addAll(TestCache.flags());
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private CommandRun begin(String data, String... more) {
    List<String> args = new ArrayList<>(List.of("--data", data, "--clients", "2"));
    args.addAll(List.of("--partition", "iid", "--rounds", "2"));
    args.addAll(List.of("--out", folder.resolve("run").toString()));
    args.addAll(List.of(more));
    return simulate(args.toArray(String[]::new));
  }

  private CommandRun resume(String... more) {
    List<String> args = new ArrayList<>(List.of("--resume", folder.resolve("run").toString()));
    args.addAll(List.of(more));
    return simulate(args.toArray(String[]::new));
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err()).contains(sentence).contains("(expected: ").doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private Path photos() {
    return photos("photos");
  }

  private Path photos(String name) {
    Path photos = folder.resolve(name);
    assertThat(CommandRun.of("partition", "--data", DATA, "--export", photos.toString()).exitCode())
        .isZero();
    return photos.resolve("client-000");
  }

  /** One of several of its class, so that the classes stay. */
  private static Path aPicture(Path photos) throws IOException {
    try (Stream<Path> files = Files.walk(photos)) {
      Map<Path, List<Path>> byClass =
          files
              .filter(Files::isRegularFile)
              .collect(Collectors.groupingBy(file -> Objects.requireNonNull(file.getParent())));
      return byClass.values().stream()
          .max(Comparator.comparingInt(List::size))
          .orElseThrow()
          .get(0);
    }
  }

  @Test
  void aRunGoesOnFromAnotherFolder() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path photos = photos();
    assertThat(begin(here.relativize(photos).toString()).exitCode()).isZero();

    Path config = folder.resolve("run").resolve(RunFolder.CONFIG);
    String data =
        Files.readAllLines(config).stream()
            .filter(line -> line.startsWith("data: "))
            .findFirst()
            .orElseThrow();
    assertThat(data).startsWith("data: \"/").contains("client-000");
    assertThat(folder.resolve("run").resolve(RunFolder.REPORT))
        .content()
        .contains(".../client-000")
        .doesNotContain(folder.resolve("photos").toString());

    Path moved = Files.move(folder.resolve("run"), folder.resolve("moved"));
    CommandRun run = simulate("--resume", moved.toString(), "--rounds", "3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(RunFolder.open(moved).rounds()).hasSize(3);
  }

  @Test
  void otherPicturesStopARunUntilSomebodySaysThatTheyAreMeant() throws IOException {
    Path photos = photos();
    assertThat(begin(photos.toString()).exitCode()).isZero();
    Path picture = aPicture(photos);
    byte[] was = Files.readAllBytes(picture);
    Files.delete(picture);

    refused(resume("--rounds", "3"), "added, removed or changed since round 2", "--changed-data");
    Files.write(picture, was);
    assertThat(resume("--rounds", "3").exitCode()).isZero();
    Files.delete(picture);
    assertThat(resume("--rounds", "4", "--changed-data").exitCode()).isZero();
    assertThat(resume("--rounds", "5").exitCode()).isZero();
    refused(simulate("--changed-data"), "--changed-data (expected: with --resume");
  }

  @Test
  void otherTestPicturesStopARunToo() throws IOException {
    Path tests = photos("tests");
    CommandRun begun = begin(photos().toString(), "--test-data", tests.toString());
    assertThat(begun.exitCode()).as(begun.err()).isZero();
    Files.delete(aPicture(tests));

    refused(resume("--rounds", "3"), "test pictures are not those of", "--changed-data");
    assertThat(resume("--rounds", "3", "--changed-data").exitCode()).isZero();
    assertThat(resume("--rounds", "4").exitCode()).isZero();
  }

  @Test
  void aSettingThatChangedOnTheDiskIsNoticed() throws IOException {
    assertThat(begin(DATA).exitCode()).isZero();
    Path config = folder.resolve("run").resolve(RunFolder.CONFIG);
    String text = Files.readString(config);
    Files.writeString(config, text.replaceFirst("(?m)^seed: .*$", "seed: 1234567"));
    refused(resume("--rounds", "3"), config + " was changed after the run wrote it", "SHA-256");
    assertThat(CommandRun.of("simulate", "--config", config.toString(), "--threads", "0").err())
        .contains("threads: 0");

    Files.writeString(config, text.replaceFirst("(?m)^# SHA-256.*\n", ""));
    assertThat(resume("--rounds", "3").exitCode()).isZero();
  }

  @Test
  void aRunThatWasKilledBeforeItsFilesWereWrittenIsFinished() throws IOException {
    assertThat(begin(DATA).exitCode()).isZero();
    Path run = folder.resolve("run");
    List<String> lost = List.of(RunFolder.SUMMARY, RunFolder.REPORT, "head.safetensors");
    List<byte[]> before = new ArrayList<>();
    for (String name : lost) {
      before.add(Files.readAllBytes(run.resolve(name)));
      Files.delete(run.resolve(name));
    }
    CommandRun resumed = resume();
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    for (String name : lost) {
      if (name.equals(RunFolder.REPORT)) {
        assertThat(run.resolve(name)).exists();
      } else {
        assertThat(run.resolve(name)).hasBinaryContent(before.get(lost.indexOf(name)));
      }
    }
  }

  @Test
  void aSecondRunWithTheSameFolderIsRefusedBeforeItDoesAnything() {
    Path out = folder.resolve("out");
    try (FolderLock first = RunFolder.claim(out)) {
      assertThat(first.folder()).isEqualTo(out);
      refused(
          simulate("--data", folder.resolve("none").toString(), "--out", out.toString()),
          "another process runs in " + out);
      refused(
          CommandRun.of("coordinator", "--listen", "127.0.0.1:0", "--out", out.toString()),
          "another process runs in " + out);
    }
    assertThat(out).doesNotExist();
    refused(
        simulate("--data", folder.resolve("none").toString(), "--out", out.toString()),
        "there is no");
    assertThat(out).as("a refused run leaves no folder").doesNotExist();
  }

  @Test
  void aClientIsToldThatARunIsOverWhoseCoordinatorWasKilledBefore() throws Exception {
    photos();
    Path photos = folder.resolve("photos");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String cache = folder.resolve("cache").toString();
    String listen = "127.0.0.1:" + port;
    Path out = folder.resolve("run");
    CompletableFuture<CommandRun> one = client(photos, "client-000", listen, cache);
    CompletableFuture<CommandRun> two = client(photos, "client-001", listen, cache);
    assertThat(
            CommandRun.of(
                    "coordinator",
                    "--backbone",
                    "pixels",
                    "--strategy",
                    "fedavg",
                    "--listen",
                    listen,
                    "--rounds",
                    "2",
                    "--format",
                    "json",
                    "--cache",
                    cache,
                    "--out",
                    out.toString())
                .exitCode())
        .isZero();
    assertThat(one.get().exitCode()).isZero();
    assertThat(two.get().exitCode()).isZero();
    for (String name : List.of(RunFolder.SUMMARY, RunFolder.REPORT, "head.safetensors")) {
      Files.delete(out.resolve(name));
    }

    CompletableFuture<CommandRun> late = client(photos, "client-000", listen, cache);
    CommandRun again =
        CommandRun.of(
            "coordinator", "--resume", out.toString(), "--last-call", "4s", "--format", "json");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(late.get().exitCode()).as(late.get().err()).isZero();
    assertThat(late.get().out()).contains("The run is over: 2 rounds.");
    assertThat(out.resolve(RunFolder.REPORT)).exists();
    assertThat(RunFolder.open(out).rounds()).extracting(RoundRecord::round).containsExactly(1, 2);
  }

  private static CompletableFuture<CommandRun> client(
      Path photos, String name, String coordinator, String cache) {
    return CompletableFuture.supplyAsync(
        () ->
            CommandRun.of(
                "client",
                "--coordinator",
                coordinator,
                "--data",
                photos.resolve(name).toString(),
                "--name",
                name,
                "--cache",
                cache,
                "--attempts",
                "40"));
  }

  @Command(name = "fail")
  private record Failing(Throwable with) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (with instanceof Error error) {
        throw error;
      }
      throw (Exception) with;
    }
  }

  private static CommandRun failing(Throwable with) {
    StringWriter err = new StringWriter();
    CommandLine cli = CommandLines.create();
    cli.addSubcommand(new Failing(with));
    cli.setErr(new PrintWriter(err));
    return new CommandRun(CommandLines.run(cli, "fail"), "", err.toString());
  }

  @Test
  void aFullDiskIsASentenceAndNoBug() {
    IOException full = new FileSystemException("/x/y", null, "No space left on device");
    CommandRun run = failing(new UncheckedIOException(full));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "headwater: files: /x/y cannot be used: the disk is full (expected: a disk with room, and the right to read and write there)\n");
    assertThat(
            failing(new UncheckedIOException("z: the disk is full (expected: room)", full)).err())
        .isEqualTo("headwater: z: the disk is full (expected: room)\n");
    assertThat(failing(new UncheckedIOException(new IOException("Disk quota exceeded"))).err())
        .contains("this user's share of the disk is used up");
    assertThat(failing(new IllegalStateException("oops")).err()).contains("this is a bug");
  }

  /** On the command's own thread, and on another one that it waited for. */
  @Test
  void aFullHeapIsASentenceAndNoBug() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    for (Throwable thrown : List.of(full, new CompletionException(full))) {
      CommandRun run = failing(thrown);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .startsWith("headwater: memory: Java's heap of ")
          .contains("(expected: a larger one, such as HEADWATER_JAVA_OPTS=-Xmx4g")
          .doesNotContain("bug")
          .hasLineCount(1);
    }
  }
}
