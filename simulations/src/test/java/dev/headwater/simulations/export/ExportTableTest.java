package dev.headwater.simulations.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.clients.ClientLines;
import dev.headwater.simulations.output.clients.ClientsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTableTest {
  private final Path temporary;

  ExportTableTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private Path run() {
    TreeMap<String, Evaluation> scores = new TreeMap<>();
    scores.put("client-1", new Evaluation(2.5, List.of(3L, 1L), List.of(4L, 1L)));
    scores.put("x,\"y\"", new Evaluation(1, List.of(0L, 0L), List.of(1L, 1L)));
    return run(scores);
  }

  private Path run(SortedMap<String, Evaluation> scores) {
    List<RoundReport> reports =
        List.of(
            SampleRun.report(1, List.of("client-1", "client-2"), 1, null, new TreeMap<>(), 1.5),
            SampleRun.report(2, List.of("client-1"), 0, null, scores, 0.5));
    Deque<List<TimedAnswer>> answers =
        new ArrayDeque<>(List.of(List.of(new TimedAnswer(1, "client-2", 0.25)), List.of()));
    RunHistory history = new RunHistory(new SampleRun(2, 3, 2).facts(), SampleRun.CLOCK);
    try (RunFolder folder = RunFolder.create(temporary.resolve("run"))) {
      folder.start(history.details());
      ClientLines lines = new ClientLines(folder.dir(), 0, answers::remove);
      lines.begin();
      for (RoundReport report : reports) {
        history.onRound(report);
        folder.onRound(report);
        lines.onRound(report);
      }
      lines.flush();
      folder.finish(history.summary(RunOutcome.DONE, "x", null), history.details());
      return folder.dir();
    }
  }

  private static List<String> lines(Path run, ExportTable table, ExportFormat format) {
    StringBuilder text = new StringBuilder();
    table.write(RunFolder.open(run), format, text::append);
    return text.toString().lines().toList();
  }

  @Test
  void emptyColumnsOfScoresAreExplained() {
    RecordedRun bare = RunFolder.open(run(new TreeMap<>()));
    assertThat(ExportTable.CLIENTS.lacks(bare)).get().asString().contains("--client-scores N");
    assertThat(ExportTable.ROUNDS.lacks(bare)).isEmpty();
  }

  @Test
  void columnsOfScoresThatHaveSomeNeedNoWord() {
    assertThat(ExportTable.CLIENTS.lacks(RunFolder.open(run()))).isEmpty();
  }

  @Test
  void aRowAClientAndRound() {
    List<String> rows = lines(run(), ExportTable.CLIENTS, ExportFormat.CSV);
    assertThat(rows.get(0))
        .isEqualTo(
            "round,client,status,reason,answer_seconds,train_examples,held_out_examples,accuracy,loss,personal_accuracy");
    assertThat(rows).hasSize(5);
    assertThat(rows.get(1))
        .startsWith("1,client-1,refused,num_examples: 0 (expected: at least 1),,");
    assertThat(rows.get(2)).startsWith("1,client-2,counted,,0.25,").endsWith(",,,,");
    assertThat(rows.get(3)).startsWith("2,client-1,counted,,,").endsWith(",5,0.8,0.5,");
    assertThat(rows.get(4)).isEqualTo("2,\"x,\"\"y\"\"\",not asked,,,,2,0.0,0.5,");
  }

  @Test
  void jsonLinesHaveEveryKey() {
    Path run = run();
    assertThat(lines(run, ExportTable.CLIENTS, ExportFormat.JSONL).get(3))
        .contains("\"client\":\"x,\\\"y\\\"\",\"status\":\"not asked\",\"reason\":null");
    List<String> rounds = lines(run, ExportTable.ROUNDS, ExportFormat.JSONL);
    assertThat(rounds).hasSize(2);
    assertThat(rounds.get(1)).contains("\"client_accuracy_worst_tenth\":0.0", "\"seconds\":0.5");
  }

  @Test
  void aRunThatShowsNoSingleClientsSaysWhy() throws Exception {
    Path run = run();
    Files.delete(run.resolve(ClientsFile.NAME));
    assertThatThrownBy(() -> lines(run, ExportTable.CLIENTS, ExportFormat.CSV))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("--secure-aggregation keep nothing of single clients");
  }
}
