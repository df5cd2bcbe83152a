package dev.headwater.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("the log is the process's")
class LogOptionsTest {
  private final Path folder;
  private final Path log;

  LogOptionsTest(@TempDir Path folder) {
    this.folder = folder;
    this.log = folder.resolve("node.log");
  }

  private CommandRun simulate(String... more) {
    return simulateOn("demo:users=2,pictures=8,test=8", log, more);
  }

  private CommandRun simulateOn(String data, Path log, String... more) {
    List<String> command = new ArrayList<>(List.of("simulate", "--format", "json"));
    command.addAll(List.of("--data", data, "--backbone", "pixels"));
    command.addAll(List.of("--image-size", "8", "--rounds", "2"));
    command.addAll(List.of("--out", folder.resolve("out").toString()));
    command.addAll(List.of("--cache", folder.resolve("cache").toString()));
    command.addAll(List.of("--log-file", log.toString()));
    command.addAll(List.of(more));
    return CommandRun.of(command.toArray(String[]::new));
  }

  @Test
  void fileHasEveryRoundAndTheEndAndTheNextCommandDoesNotWriteToIt() throws IOException {
    assertThat(simulate().exitCode()).isZero();
    String text = Files.readString(log);
    assertThat(text)
        .contains(" INFO  run: Round 1 of 2: accuracy ")
        .contains(" INFO  run: Round 2 of 2: accuracy ")
        .contains(" INFO  run: DONE: 2 rounds in ")
        .contains("written to " + folder.resolve("out"));
    Path other = folder.resolve("other.log");
    CommandRun next = simulateOn("demo:users=2,pictures=8,test=8", other);
    assertThat(next.exitCode()).isEqualTo(2);
    assertThat(other).content().contains(" ERROR exit: out: ", " holds an earlier run");
    assertThat(log).hasContent(text);
  }

  @Test
  void sentenceWithWhichACommandFailsIsInTheFile() throws IOException {
    CommandRun run = simulateOn(folder.resolve("nowhere").toString(), log);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(Files.readString(log)).contains(" ERROR exit: data: there is no ");
    assertThat(run.err().lines().filter(line -> line.contains("there is no"))).hasSize(1);
  }

  @Test
  void fileThatCannotBeWrittenEndsTheCommandWithASentenceBeforeItBegins() throws IOException {
    Files.writeString(log, "");
    CommandRun run = simulateOn("demo", log.resolve("no.log"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("headwater: log-file: ").doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void linesOfJsonAreObjects() throws IOException {
    assertThat(simulate("--log-format", "json").exitCode()).isZero();
    List<String> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.path("formattedMessage").textValue().startsWith("Round ")) {
        rounds.add(event.path("level").textValue());
      }
    }
    assertThat(rounds).containsExactly("INFO", "INFO");
  }

  @Test
  void logIsAsBeforeWhenTheCommandHasEnded() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger("ROOT");
    var appenders = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    var level = context.getLogger("dev.headwater").getLevel();
    // Commands of other tests may have overlapped, each with what it found.
    context.getLogger(Logs.RUN).setAdditive(true);

    assertThat(simulate("-vv", "--quiet", "--log-format", "json").exitCode()).isZero();

    var after = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(after::add);
    assertThat(after).isEqualTo(appenders);
    assertThat(context.getLogger("dev.headwater").getLevel()).isEqualTo(level);
    assertThat(context.getLogger(Logs.RUN).isAdditive()).isTrue();
    assertThat(context.getLogger(Logs.RUN).iteratorForAppenders()).isExhausted();
  }

  @Test
  void flagsOfTheLogAreNoPartOfTheRunsConfiguration() throws IOException {
    assertThat(simulate("-v", "--quiet").exitCode()).isZero();
    assertThat(Files.readString(folder.resolve("out/config.yaml")))
        .doesNotContain("log-f", "quiet", "verbose");
  }
}
