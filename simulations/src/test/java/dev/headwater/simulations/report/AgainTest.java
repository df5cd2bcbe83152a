package dev.headwater.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.origin.Environment;
import dev.headwater.simulations.output.origin.Origin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgainTest {
  private static RunDetails details(String... command) {
    RunFacts plain = new SampleRun(3, 2, 1).facts();
    Environment here =
        new Environment("abc123", "17", "Linux", "A <CPU>", 2, 1 << 30, "plain loops");
    RunFacts facts =
        new RunFacts(
            plain.version(),
            plain.strategy(),
            plain.seed(),
            plain.config(),
            plain.labels(),
            plain.backbone(),
            plain.parameters(),
            plain.transport(),
            plain.threads(),
            plain.data(),
            plain.labelCounts(),
            plain.testSet(),
            plain.notes(),
            new Origin(List.of(command), here));
    return new RunHistory(facts, SampleRun.CLOCK).details();
  }

  private static String command(String... words) {
    String html = new Again(details(words), false, null).html();
    int from = html.indexOf("<code id=\"command\">");
    return html.substring(from, html.indexOf("</code>", from)).replaceAll("<[^>]*>", "");
  }

  @Test
  void foldersOfTheMachineAreNotShownAndOddWordsAreQuoted() {
    assertThat(command("simulate", "--data=/home/ann/my photos", "--partition=dirichlet:0.1"))
        .isEqualTo("headwater simulate &#39;--data=.../my photos&#39; --partition=dirichlet:0.1");
    assertThat(command("simulate", "--without=a'b,<c>"))
        .isEqualTo("headwater simulate &#39;--without=a&#39;\\&#39;&#39;b,&lt;c&gt;&#39;");
  }

  @Test
  void whatCannotBeDrawnAgainIsSaid() {
    assertThat(new Again(details("simulate"), false, null).html()).contains("bit for bit");
    assertThat(new Again(details("simulate"), true, null).html()).contains("The noise was secure");
    assertThat(new Again(details("coordinator"), false, null).html())
        .contains("With the same clients, and each of them in the same rounds")
        .doesNotContain("was started");
  }

  @ParameterizedTest
  @CsvSource({
    "runs/tall-elm, runs/tall-elm/config.yaml",
    "mine, mine/config.yaml",
    "my run, &#39;my run/config.yaml&#39;"
  })
  void theCommandThatCanBeCopiedNamesTheRunsOwnFile(String folder, String file) {
    assertThat(new Again(details("simulate", "--data=/home/ann/x"), false, Path.of(folder)).html())
        .contains("<pre><code>./headwater simulate --config " + file + "</code></pre>");
  }

  @Test
  void aClassroomHasNoConfigFileAndPromisesNoEqualBits() {
    assertThat(new Again(details("classroom", "--classes=cat,dog"), false, null).html())
        .contains("opens a classroom", "--classes=cat,dog")
        .doesNotContain("bit for bit", "--config");
  }

  @Test
  void aRunWithoutAnOriginHasNoCommand() {
    RunHistory history = new RunHistory(new SampleRun(3, 2, 1).facts(), SampleRun.CLOCK);
    assertThat(new Again(history.details(), false, null).html()).isEmpty();
  }
}
