package dev.headwater.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Flags of a promise that contradict each other are refused before any picture is read. */
final class PromiseFlagsTest {
  private final Path folder;

  PromiseFlagsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --noise banded",
            "noise: banded without --schedule (expected: --schedule B"),
        Arguments.of(
            "simulate --privacy local --noise-multiplier 1 --noise banded --cohort 2 --schedule 2",
            "noise: banded without --privacy central"),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --cohort 2 --schedule 500 --clients 30",
            "schedule: 500 with cohorts of 2 of 30 clients (expected: at least 1000 clients"),
        Arguments.of(
            "coordinator --privacy central --noise-multiplier 1 --cohort 2 --schedule 500 --labels a,b",
            "schedule: 500 with cohorts of 2 of "),
        Arguments.of(
            "simulate --privacy central --noise-multiplier -1",
            "noise-multiplier: -1.0 (expected: finite and at least 0)"),
        Arguments.of(
            "coordinator --privacy central --noise-multiplier -1 --labels a,b",
            "noise-multiplier: -1.0 (expected: "),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --delta 0.5",
            "delta: 0.5 (expected: below 1 over all"));
  }

  /** The data is nowhere: who asks for it first has begun the long work. */
  @ParameterizedTest
  @MethodSource("mistakes")
  void aContradictionIsSaidBeforeTheLongWork(String line, String sentence) {
    String data = line.startsWith("simulate") ? " --data nowhere" : " --test-data nowhere";

    CommandRun run = CommandRun.of((line + data).split(" "));

    assertThat(run.err()).contains(sentence).doesNotContain("nowhere");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void usersThatNobodyNamesAreSaidBeforeAnyFeature() throws Exception {
    for (String label : new String[] {"cats", "dogs"}) {
      Path pictures = Files.createDirectories(folder.resolve("pictures").resolve(label));
      for (int i = 0; i < 4; i++) {
        Files.writeString(pictures.resolve(i + ".png"), "no picture");
      }
    }

    CommandRun run =
        CommandRun.of(
            "simulate",
            "--privacy",
            "user",
            "--noise-multiplier",
            "1",
            "--data",
            folder.resolve("pictures").toString(),
            "--cache",
            folder.resolve("cache").toString());

    assertThat(run.err()).contains("privacy: user, and it is not known whose picture");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
