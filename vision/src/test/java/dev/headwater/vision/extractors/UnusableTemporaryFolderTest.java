package dev.headwater.vision.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process loads ONNX Runtime once, and has one folder for temporary files: hence processes. */
class UnusableTemporaryFolderTest {
  private final Path folder;

  UnusableTemporaryFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Another process's main: opens the backbone twice, and says what becomes of it. */
  static final class OpensTwice {
    private OpensTwice() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try (FeatureExtractor onnx =
            Extractors.open("embedded", OptionalInt.empty(), Extractors.Inference.ONNX)) {
          onnx.load();
          System.out.println("SAID loaded");
        } catch (UserDataException e) {
          System.out.println("SAID " + e.getMessage());
        }
      }
    }
  }

  @Test
  void whatIsMissingIsSaidInASentence() throws Exception {
    Path missing = folder.resolve("nowhere");

    assertThat(said(List.of(), missing))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("SAID " + missing + ": ONNX Runtime cannot be unpacked there")
                    .contains("no such file or folder", "-Djava.io.tmpdir=DIR"));
  }

  @Test
  void whatRunsNoProgramsIsSaidInASentence() throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("noexec"));

    assertThat(said(mount("noexec,size=100m", mounted), mounted))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("SAID " + mounted + ": ONNX Runtime cannot be loaded from there")
                    .contains("noexec", "-Djava.io.tmpdir=DIR"));
  }

  @Test
  void aFullOneIsSaidInASentenceAndKeepsNothing() throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("small"));
    List<String> small = mount("size=2m", mounted);

    assertThat(said(small, mounted))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("SAID " + mounted + ": ONNX Runtime cannot be unpacked there")
                    .contains("the disk is full"));
  }

  @Test
  void aUsableOneIsLeftEmpty() throws Exception {
    Path usable = Files.createDirectory(folder.resolve("usable"));

    assertThat(said(List.of(), usable)).containsExactly("SAID loaded", "SAID loaded");
    try (Stream<Path> left = Files.list(usable)) {
      assertThat(left).noneMatch(file -> file.toString().contains("onnx"));
    }
  }

  /** What a command has to begin with to run where {@code at} is mounted so. */
  private static List<String> mount(String options, Path at) throws Exception {
    for (List<String> way : List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"))) {
      List<String> command = new ArrayList<>(way);
      command.addAll(
          List.of("sh", "-c", "mount -t tmpfs -o \"$0\" tmpfs \"$1\" && shift && exec \"$@\""));
      command.addAll(List.of(options, at.toString()));
      List<String> probe = new ArrayList<>(command);
      probe.addAll(List.of("echo", "SAID works"));
      try {
        if (run(probe).contains("SAID works")) {
          return command;
        }
      } catch (IOException e) {
        break; // no such program
      }
    }
    String why =
        "SKIPPED: folders mounted noexec or full (expected: unshare, and the right to mount)";
    System.out.println(why);
    Assumptions.abort(why);
    return List.of();
  }

  private static List<String> said(List<String> before, Path temporary) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            OpensTwice.class.getName()));
    return run(command).stream().filter(line -> line.startsWith("SAID ")).toList();
  }

  private static List<String> run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().toList();
  }
}
