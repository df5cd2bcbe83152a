package dev.headwater.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import java.util.List;
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

  @Test
  void transportMeasuresRoundsBesideBareCalls() throws Exception {
    CommandRun run =
        CommandRun.of("bench", "transport", "--clients", "2", "--rounds", "4", "--format", "json");
    assertThat(run.exitCode()).isZero();
    JsonNode figures = new ObjectMapper().readTree(run.out());
    assertThat(figures.path("clients").asInt()).isEqualTo(2);
    assertThat(figures.path("update_bytes").asInt()).isEqualTo(4 * 10 * 1281);
    for (String key : List.of("round_seconds", "submissions_per_second", "bare_calls_per_second")) {
      assertThat(figures.path(key).asDouble()).as(key).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"--rounds,1", "--clients,0", "--clients,'3,100001'"})
  void transportOfNothingIsRefused(String flag, String value) {
    CommandRun run = CommandRun.of("bench", "transport", flag, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("expected: at least 2 rounds, 1 to 100000 clients");
  }
}
