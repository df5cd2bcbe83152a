package dev.headwater.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @Test
  void explainNamesTheKernelAndWhyAndMeasuresNothing() {
    CommandRun run = CommandRun.of("bench", "--explain");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Machine: ").containsPattern("Kernel: .+, because .+\\.");
    assertThat(run.out().lines().skip(3)).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @ParameterizedTest
  @CsvSource({"--rounds,0", "--repeat,-1"})
  void nothingToMeasureIsRefused(String flag, String value) {
    CommandRun run = CommandRun.of("bench", flag, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("expected: at least 1 of each");
  }
}
