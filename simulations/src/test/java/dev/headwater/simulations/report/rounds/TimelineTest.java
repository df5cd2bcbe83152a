package dev.headwater.simulations.report.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.clients.ClientRound;
import dev.headwater.simulations.output.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static Timeline timeline(int clients, int rounds, int refused) {
    List<String> names = IntStream.range(0, clients).mapToObj("client-%05d"::formatted).toList();
    List<RoundRecord> records = new ArrayList<>();
    List<ClientRound> lines = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      var report = SampleRun.report(round, names, refused, null, new TreeMap<>(), 1);
      records.add(RoundRecord.of(report));
      lines.add(ClientRound.of(report, List.of()));
    }
    Timeline timeline = new Timeline(records);
    lines.forEach(timeline::saw);
    return timeline;
  }

  private static Map<String, Object> data(Timeline timeline) {
    Map<String, Object> data = new LinkedHashMap<>();
    timeline.data(data);
    return data;
  }

  private static Map<?, ?> turnout(Timeline timeline) {
    return (Map<?, ?>) Objects.requireNonNull(data(timeline).get("turnout"));
  }

  @Test
  void whereEverybodyCountsASentenceIsEnough() {
    Timeline calm = timeline(5, 3, 0);
    assertThat(calm.html()).contains("Every client that a round asked was counted.");
    assertThat(calm.html()).doesNotContain("canvas");
    assertThat(data(calm)).isEmpty();
  }

  @Test
  void refusedAndLateClientsAreShownWithTheirTimes() {
    var first = SampleRun.report(1, List.of("a", "b"), 1, null, new TreeMap<>(), 1);
    var second = SampleRun.report(2, List.of("b"), 0, null, new TreeMap<>(), 1);
    Timeline timeline = new Timeline(List.of(RoundRecord.of(first), RoundRecord.of(second)));
    timeline.saw(ClientRound.of(first, List.of(new TimedAnswer(1, "b", 2))));
    timeline.saw(ClientRound.of(second, List.of(new TimedAnswer(2, "b", 4))));
    assertThat(Json.line(data(timeline))).contains("\"r.\"", "\"cc\"");
    assertThat(timeline.html())
        .contains("2 rounds asked for 3 answers: 2 counted, 1 refused, 0 not there in time")
        .contains("<td class=\"n\">3.00 s</td><td class=\"n\">4.00 s</td>");
  }

  @Test
  void aBarOfSeveralRoundsIsTheirMean() {
    Timeline lengthy = timeline(3, 401, 1); // three rounds a bar, two in the last
    Map<?, ?> turnout = turnout(lengthy);
    assertThat(turnout.get("counted"))
        .asInstanceOf(InstanceOfAssertFactories.DOUBLE_ARRAY)
        .hasSize(134)
        .containsOnly(2);
    assertThat(turnout.get("refused"))
        .asInstanceOf(InstanceOfAssertFactories.DOUBLE_ARRAY)
        .containsOnly(1);
    assertThat(turnout.get("axis")).isEqualTo("Clients, mean of the rounds");
    assertThat(lengthy.html()).contains("A bar is the mean of up to 3 neighbouring rounds.");
    Timeline few = timeline(3, 4, 1);
    assertThat(turnout(few).get("counted")).isEqualTo(new long[] {2, 2, 2, 2});
    assertThat(few.html()).doesNotContain("mean of");
  }

  @Test
  void tenThousandClientsInAThousandRoundsStaySmall() {
    Timeline many = timeline(10_000, 30, 3);
    assertThat(many.html()).contains("The 60 of 10,000 clients that were missing, late or refused");
    assertThat(Json.line(data(many)).length()).isLessThan(10_000);
    assertThat(many.html().length()).isLessThan(30_000);
    Timeline lengthy = timeline(3, 1001, 1);
    assertThat(Json.line(data(lengthy)).length()).isLessThan(20_000);
    assertThat(lengthy.html()).contains("neighbouring rounds, of which the worst is shown");
  }
}
