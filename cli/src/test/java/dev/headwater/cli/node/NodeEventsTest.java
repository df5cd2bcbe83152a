package dev.headwater.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.view.RunView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeEventsTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final NodeEvents events = NodeEvents.on(new PrintStream(printed, true));

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyEventIsAnObjectOnALineInUtf8() {
    events.tell("joined", "run", "r \"1\"\nä");
    events.tell("connecting", "attempt", 2);
    assertThat(lines())
        .containsExactly(
            "{\"type\":\"joined\",\"run\":\"r \\\"1\\\"\\nä\"}",
            "{\"type\":\"connecting\",\"attempt\":2}");
  }

  @Test
  void notesAndEndedPhasesOfAViewAreEvents() {
    RunView view = events.beside(RunView.silent());
    view.phase("Features", 1, 2, "");
    view.phase("Features", 2, 2, "");
    view.note("hello");
    assertThat(lines())
        .containsExactly(
            "{\"type\":\"phase\",\"name\":\"Features\",\"total\":2}",
            "{\"type\":\"note\",\"text\":\"hello\"}");
    assertThat(view.shown()).isFalse();
  }

  @Test
  void noEventsPrintNothing() {
    NodeEvents.NONE.tell("joined", "run", "r");
    assertThat(printed.size()).isZero();
  }
}
