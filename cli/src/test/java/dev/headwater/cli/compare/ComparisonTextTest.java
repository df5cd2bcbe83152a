package dev.headwater.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Setting;
import dev.headwater.simulations.comparison.Trials;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTextTest {
  private static final Comparison COMPARISON =
      Comparison.of(
          List.of(
              group("dirichlet:0.1", 0.8, 0.8), // the same on both seeds
              group("dirichlet:0.25", 0.7, 0.9)));

  private static Group group(String partition, double... accuracies) {
    return Trials.group(new Setting(Map.of("partition", partition)), partition, accuracies);
  }

  private static List<String> lines(int columns, boolean tty) {
    return ComparisonText.lines(COMPARISON, new Terminal(columns, tty, false, true));
  }

  @Test
  void figuresAreATableWhereThereIsRoom() {
    assertThat(lines(80, true).subList(0, 3))
        .satisfiesExactly(
            head -> assertThat(head).matches("Setting +Seeds +Accuracy +SD +95 % interval"),
            even -> assertThat(even).matches("partition=dirichlet:0.1 +2 +80.0 % +0.0 +-"),
            apart -> assertThat(apart).matches(".*=dirichlet:0.25 +2 +80.0 % +14.1 .* to .*"));
  }

  @Test
  void figuresStandBelowTheirSettingOnANarrowTerminal() {
    assertThat(lines(50, true))
        .allMatch(line -> Text.width(line) <= 50)
        .startsWith(
            "partition=dirichlet:0.1", "  Seeds 2, Accuracy 80.0 %, SD 0.0", "  95 % interval -");
  }

  @Test
  void aPipeGetsTheWholeTableHoweverNarrowTheTerminalIs() {
    assertThat(lines(30, false).get(0)).startsWith("Setting ").contains("95 % interval");
  }
}
