package dev.headwater.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs this program's own command in a process of its own, with this process's Java and flags, so
 * that each figure is one that a user would see: start-up, compilation and files included.
 */
final class WholeRun {
  private final Path folder;
  private final Path pictures;
  private final Path cache;
  private int number;

  /**
   * Runs in a folder.
   *
   * @param folder for run folders and messages
   * @param pictures what to train on
   * @param cache of features
   */
  WholeRun(Path folder, Path pictures, Path cache) {
    this.folder = folder;
    this.pictures = pictures;
    this.cache = cache;
  }

  /** {@return the summary that the run printed} */
  JsonNode summary(Stage stage) throws InterruptedException {
    number++;
    Path out = folder.resolve("run-" + number);
    Path lines = folder.resolve("out-" + number + ".jsonl");
    Path messages = folder.resolve("messages-" + number + ".txt");
    try {
      Process process =
          new ProcessBuilder(command(stage, out))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(lines.toFile())
              .redirectError(messages.toFile())
              .start();
      int code;
      try {
        code = process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
        throw e;
      }
      List<String> printed = Files.readAllLines(lines, StandardCharsets.UTF_8);
      if (code != 0 || printed.isEmpty()) {
        throw new UserDataException(
            "bench: simulate ended with exit code %d, and said last: %s"
                .formatted(code, lastLine(messages)));
      }
      return new ObjectMapper().readTree(printed.get(printed.size() - 1));
    } catch (IOException e) {
      throw new UserDataException("bench: simulate cannot run: " + e.getMessage(), e);
    }
  }

  /** The files are gone when the sentence is read. */
  private static String lastLine(Path messages) throws IOException {
    List<String> lines = Files.readAllLines(messages, StandardCharsets.UTF_8);
    return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
  }

  private List<String> command(Stage stage, Path out) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-Dheadwater.")) {
        command.add(flag);
      }
    }
    if (stage.plain()) {
      command.add("-Dheadwater.kernel=plain");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.headwater.cli.Main"));
    command.addAll(List.of("simulate", "--data", pictures.toString(), "--cache", cache.toString()));
    command.addAll(List.of("--out", out.toString()));
    command.addAll(stage.flags());
    return command;
  }
}
