package dev.headwater.simulations.output.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.simulations.output.SampleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientLinesTest {
  private static final List<String> ALL = List.of("a", "b", "c");

  private final Path run;

  ClientLinesTest(@TempDir Path run) {
    this.run = run;
  }

  private static RoundReport round(int number, int refused, boolean scored) {
    TreeMap<String, Evaluation> scores = new TreeMap<>();
    if (scored) {
      scores.put("a", new Evaluation(2.5, List.of(3L, 1L), List.of(4L, 1L)));
      scores.put("c", new Evaluation(1, List.of(0L, 1L), List.of(1L, 1L)));
    }
    return SampleRun.report(number, ALL, refused, null, scores, 1);
  }

  private List<ClientRound> read() {
    List<ClientRound> rounds = new ArrayList<>();
    ClientsFile.read(run, rounds::add);
    return rounds;
  }

  private void write(int lastRound, RoundReport... reports) {
    ClientLines lines = new ClientLines(run, lastRound, List::of);
    lines.begin();
    for (RoundReport report : reports) {
      lines.onRound(report);
    }
    lines.flush();
  }

  @Test
  void whatIsWrittenIsReadAndNamesStandOnce() throws Exception {
    Deque<List<TimedAnswer>> answers =
        new ArrayDeque<>(
            List.of(
                List.of(new TimedAnswer(1, "b", 0.25), new TimedAnswer(1, "c", 1.5)),
                List.of(new TimedAnswer(1, "a", 7.125))));
    ClientLines lines = new ClientLines(run, 0, answers::remove);
    lines.begin();
    RoundReport first = round(1, 1, true);
    RoundReport second = round(2, 0, true);
    lines.onRound(first);
    lines.onRound(second);
    lines.flush();

    assertThat(read())
        .containsExactly(
            ClientRound.of(
                first, List.of(new TimedAnswer(1, "b", 0.25), new TimedAnswer(1, "c", 1.5))),
            ClientRound.of(second, List.of(new TimedAnswer(1, "a", 7.125))));
    ClientRound read = read().get(0);
    assertThat(read.status("a")).isEqualTo(ClientStatus.REFUSED);
    assertThat(read.status("b")).isEqualTo(ClientStatus.COUNTED);
    assertThat(read.scores().get("a")).isEqualTo(new ClientScore(4, 5, 0.5, null));
    assertThat(Files.readString(run.resolve(ClientsFile.NAME)).split("\"clients\"")).hasSize(2);
  }

  @Test
  void anAnswerAfterTheRoundIsLateAndOneToARoundWithoutASumIsUnused() {
    RoundReport whole = round(3, 0, false);
    ClientRound none =
        ClientRound.of(
            SampleRun.report(4, List.of(), 0, null, new TreeMap<>(), 1),
            List.of(new TimedAnswer(3, "b", 2)));
    assertThat(none.late()).containsExactly(new TimedAnswer(3, "b", 2));
    assertThat(ClientRound.of(whole, List.of()).status("b")).isEqualTo(ClientStatus.COUNTED);
  }

  @Test
  void aResumedRunRepeatsRoundsAndATornLineIsDropped() throws Exception {
    write(0, round(1, 0, true), round(2, 0, false), round(3, 1, true));
    Files.writeString(
        run.resolve(ClientsFile.NAME), "{\"format\":1,\"rou", StandardOpenOption.APPEND);
    assertThat(read()).hasSize(3);
    write(2, round(3, 2, true));
    assertThat(read()).extracting(ClientRound::round).containsExactly(1, 2, 3);
    assertThat(read().get(2).refused()).containsOnlyKeys("a", "b");
  }

  @Test
  void aDamagedLineIsNamed() throws Exception {
    write(0, round(1, 0, true), round(2, 0, true));
    Path file = run.resolve(ClientsFile.NAME);
    Files.writeString(file, "x" + Files.readString(file));
    assertThatThrownBy(this::read)
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("line 1 of");
  }
}
