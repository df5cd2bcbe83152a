package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressions that the command refuses before anything is drawn or asked. */
class CompressionMistakesTest {
  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "simulate --compression flaot16",
            "compression: flaot16, did you mean float16? (expected: float16, int8, none, random-k:SHARE, top-k:SHARE[,no-feedback])"),
        Arguments.of(
            "simulate --compression top-k",
            "compression: top-k needs a number (expected: top-k:SHARE[,no-feedback])"),
        Arguments.of(
            "simulate --compression top-k:0",
            "compression: top-k:0.0 (expected: a share above 0 and at most 1)"),
        Arguments.of(
            "simulate --compression top-k:0.1,forget",
            "compression: top-k:0.1,forget (expected: top-k:SHARE, or top-k:SHARE,no-feedback)"),
        Arguments.of(
            "simulate --compression top-k:0.1,no-feedback --strategy scaffold",
            "compression: top-k:0.1,no-feedback with strategy scaffold:1 (expected: another"),
        Arguments.of(
            "simulate --compression top-k:0.1,no-feedback --privacy central --noise-multiplier 2",
            "compression: top-k:0.1,no-feedback with a privacy guarantee (expected: float16"),
        Arguments.of(
            "simulate --compression int8 --secure-aggregation",
            "compression: int8 under secure aggregation (expected: random-k or none;"),
        Arguments.of(
            "simulate --compression top-k:0.1 --privacy central --noise-multiplier 2",
            "compression: top-k:0.1 with a privacy guarantee (expected: float16, int8, random-k"),
        Arguments.of(
            "simulate --compression float16 --strategy fed3r:1",
            "compression: float16 with strategy fed3r:1 (expected: none; all that this strategy"),
        Arguments.of(
            "simulate --compression random-k:0.1 --strategy scaffold",
            "compression: random-k:0.1 with strategy scaffold:1 (expected: another compression"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsASentenceAndExitCodeTwo(String line, String sentence) {
    CommandRun run = CommandRun.of(line.split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).doesNotContain("Exception");
  }
}
