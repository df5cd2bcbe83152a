package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageMistakeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate --dta photos | headwater: Unknown option: '--dta', did you mean --data?",
        "simulate --partitions=iid | headwater: Unknown option: '--partitions', did you mean --partition?",
        "simulate --zzzzzzzzzz | headwater: Unknown option: '--zzzzzzzzzz'",
        "simulat | headwater: Unknown command: 'simulat', did you mean simulate?",
        "simulate --clients four | headwater: Invalid value for option '--clients'",
        "simulate --num-clients=four | headwater: Invalid value for option '--num-clients'",
        "simulate photos | headwater: Unexpected argument: 'photos'",
      })
  void isSaidWithTheWordThatWasMeantOrTyped(String line, String sentence) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.err().lines().findFirst().orElse("")).startsWith(sentence);
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
