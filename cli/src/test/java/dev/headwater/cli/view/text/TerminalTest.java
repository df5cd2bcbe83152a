package dev.headwater.cli.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TerminalTest {
  private static final String SENTENCE =
      "headwater: coordinator: nobody listens at here, port 7070 (expected: a coordinator)";

  @Test
  void sentencesAreWrappedBetweenWordsOnATerminal() {
    Terminal terminal = new Terminal(40, true, false, true);
    assertThat(terminal.lines(SENTENCE))
        .hasSize(3)
        .allMatch(line -> Text.width(line) <= 40)
        .satisfies(lines -> assertThat(String.join(" ", lines)).isEqualTo(SENTENCE));
    assertThat(terminal.lines("  epsilon   ", "no bound (3 rounds without noise)"))
        .containsExactly("  epsilon   no bound (3 rounds without", "            noise)");
  }

  @Test
  void aSentenceWithoutRoomBesideItsFrontStandsBelowIt() {
    Terminal terminal = new Terminal(40, true, false, true);
    assertThat(terminal.lines("  a-long-name.safetensors  2 MB  ", "backbone and head in one file"))
        .containsExactly("  a-long-name.safetensors  2 MB", "    backbone and head in one file");
    assertThat(terminal.lines("  a-long-name.safetensors  2 MB  ", "a head"))
        .containsExactly("  a-long-name.safetensors  2 MB  a head");
  }

  @Test
  void sentencesAreWholeElsewhere() {
    Terminal file = new Terminal(40, false, false, true);
    assertThat(file.lines(SENTENCE)).containsExactly(SENTENCE);
    assertThat(file.lines("  epsilon   ", "no bound")).containsExactly("  epsilon   no bound");
  }
}
