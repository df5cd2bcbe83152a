package dev.headwater.simulations.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.simulations.report.ReportHtml;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run folders of versions whose reports said less. */
final class EarlierDetailsTest {
  @Test
  void theyAreReadAndShown(@TempDir Path temporary) throws Exception {
    SampleRun run = new SampleRun(8, 5, 4);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    Path dir;
    try (RunFolder folder = RunFolder.create(temporary.resolve("run"))) {
      dir = folder.dir();
      folder.start(history.details());
      run.reports()
          .forEach(
              report -> {
                history.onRound(report);
                folder.onRound(report);
              });
      folder.finish(history.summary(RunOutcome.DONE, "x", null), history.details());
    }
    ObjectMapper json = new ObjectMapper();
    var file = dir.resolve(RunFolder.DETAILS).toFile();
    ObjectNode details = (ObjectNode) json.readTree(file);
    assertThat(details.remove("starts")).isNotNull();
    details
        .path("spreads")
        .forEach(
            spread ->
                assertThat(((ObjectNode) spread.get("accuracy")).remove("worst_tenth"))
                    .isNotNull());
    json.writeValue(file, details);

    RecordedRun recorded = RunFolder.open(dir);
    assertThat(recorded.notes()).isEmpty();
    RunDetails read = Objects.requireNonNull(recorded.details());
    assertThat(read.starts()).isEmpty();
    assertThat(read.spreads()).hasSize(4);
    assertThat(read.spreads().get(0).accuracy().worstTenth()).isNull();
    assertThat(ReportHtml.render(recorded)).contains("The tenth of the clients");
  }
}
