package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.node.NodeEvents;
import dev.headwater.cli.node.NodeOutput;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.learning.tasks.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientNarratorTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final ClientNarrator narrator =
      new ClientNarrator(
          new NodeOutput(
              TerminalView.on(
                  new Terminal(100, false, false, false),
                  new PrintStream(shown, true, StandardCharsets.UTF_8),
                  () -> 0),
              NodeEvents.NONE,
              false),
          "here:7070");

  private List<String> lines() {
    return shown.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void receiptOfTheRoundThatWasTrainedIsSaid() {
    narrator.training(1);
    narrator.submitted(1, new Receipt.Accepted());
    assertThat(lines()).last().asString().contains("Round 1: sent. Waiting for the next round.");
  }

  @Test
  void aReasonIsSaidWholeOnceAndAgainWhenItChangesAndEveryAttemptIsOneLine() {
    narrator.connecting(1);
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(500));
    narrator.connecting(2);
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(900));
    narrator.connecting(3);
    narrator.disconnected("coordinator: no way", Duration.ofMillis(1400));
    assertThat(lines())
        .containsExactly(
            "Connecting to here:7070.",
            "coordinator: nobody listens",
            "Not connected yet after attempt 1; trying again in 0.5 s.",
            "Not connected yet after attempt 2; trying again in 0.9 s.",
            "coordinator: no way",
            "Not connected yet after attempt 3; trying again in 1.4 s.");
  }

  @Test
  void onlyACoordinatorThatWasThereIsLost() {
    narrator.joined("run");
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(500));
    assertThat(lines())
        .contains("The connection to here:7070 is lost. coordinator: nobody listens");
  }

  @Test
  void whyACoordinatorStoppedIsSaidOnceAndAttemptsCountFromThere() {
    String why = "The run was interrupted. Its audit log ends with 0d2b.";
    String away = "The coordinator is shutting down; it may come back.";
    narrator.connecting(1);
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(500));
    narrator.connecting(2);
    narrator.joined("run");
    narrator.waiting(why);
    narrator.disconnected(why + " " + away, Duration.ofMillis(300));
    narrator.connecting(2); // the node counts the loss as a failure
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(900));
    narrator.connecting(3);
    narrator.disconnected("coordinator: nobody listens", Duration.ofMillis(1400));
    assertThat(lines())
        .endsWith(
            "Enrolled with here:7070.",
            why,
            "The connection to here:7070 is lost. " + away,
            "Trying again in 0.3 s.",
            "coordinator: nobody listens",
            "Not connected after attempt 1; trying again in 0.9 s.",
            "Not connected after attempt 2; trying again in 1.4 s.");
  }

  @Test
  void aCoordinatorThatWasNotHeardBeforeIsQuotedWhole() {
    narrator.joined("run");
    narrator.disconnected("The run was interrupted. It may come back.", Duration.ofMillis(300));
    assertThat(lines())
        .contains(
            "The connection to here:7070 is lost. The run was interrupted. It may come back.");
  }

  @Test
  void receiptOfAnEarlierRoundDoesNotHideWhatIsDoneNowButARefusalIsSaid() {
    narrator.training(1);
    narrator.training(2);
    narrator.submitted(1, new Receipt.Accepted());
    assertThat(lines()).last().asString().contains("Round 2: training.");
    narrator.submitted(1, new Receipt.Refused("value 3: too large"));
    assertThat(lines()).last().asString().contains("Round 1: refused: value 3: too large");
  }
}
