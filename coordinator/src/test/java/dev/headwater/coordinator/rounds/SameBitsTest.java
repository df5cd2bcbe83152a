package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.data.PreparedData;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sampling.CohortSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameBitsTest {
  private static List<RoundReport> inMemory(RunBuilder plan, List<String> names, int features)
      throws InterruptedException {
    Map<String, PreparedData> clients = new HashMap<>();
    names.forEach(name -> clients.put(name, Sample.data(name, features)));
    List<RoundReport> reports = new ArrayList<>();
    new Federation(
            plan.scoring(EvaluateClients.EVERY_ROUND).build(),
            Sample.memoryCohort(clients),
            reports::add)
        .run();
    return reports;
  }

  @ParameterizedTest(name = "{0} threads, one channel for all: {1}")
  @CsvSource({"1,true", "2,false", "2,true", "2,true"})
  void digestsAndScoresAreThoseOfAPlainLoop(int threads, boolean shared) throws Exception {
    RunBuilder plan = Sample.plan(4, new CohortSize.Count(4));
    List<String> names = Sample.names(6);
    List<RoundReport> expected = inMemory(plan, names, Sample.FEATURES);
    try (var live =
        new LiveRun(Sample.config(6, 1), Sample.run(Sample.FEATURES, List.of()), threads)) {
      var reports = live.train(plan, EvaluateClients.EVERY_ROUND);
      var channel = live.channel();
      List<CompletableFuture<NodeOutcome>> outcomes = new ArrayList<>();
      for (String name : names) {
        outcomes.add(
            live.node(name, ClientListener.NONE, shared ? channel : live.channel()).start());
      }
      List<RoundReport> actual = LiveRun.soon(reports);
      assertThat(actual)
          .extracting(RoundReport::digest)
          .isEqualTo(expected.stream().map(RoundReport::digest).toList());
      assertThat(actual)
          .extracting(RoundReport::clients)
          .isEqualTo(expected.stream().map(RoundReport::clients).toList());
      assertThat(actual)
          .extracting(report -> report.aggregate().contributors())
          .isEqualTo(expected.stream().map(r -> r.aggregate().contributors()).toList());
      for (var outcome : outcomes) {
        assertThat(LiveRun.soon(outcome)).isEqualTo(new NodeOutcome.Finished("done"));
      }
    }
  }

  @Test
  void fiveMillionValuesTravelInPartsAndAreCountedAsBytes() throws Exception {
    int classes = 5000;
    int features = 1000;
    List<String> labels = new ArrayList<>(Sample.LABELS);
    for (int c = labels.size(); c < classes; c++) {
      labels.add("label-" + c);
    }
    RunBuilder plan = Sample.plan(new LinearModel(classes, features), 1, new CohortSize.All());
    List<String> names = Sample.names(2);
    List<RoundReport> expected = inMemory(plan, names, features);
    try (var live = new LiveRun(Sample.config(2, 2), Sample.run(features, labels), 2)) {
      var reports = live.train(plan, EvaluateClients.EVERY_ROUND);
      names.forEach((String name) -> live.launch(name));
      RoundReport report = LiveRun.soon(reports).get(0);
      assertThat(report.digest()).isEqualTo(expected.get(0).digest());
      long values = 2L * 4 * (classes * features + classes);
      assertThat(report.aggregate().bytesUp()).isBetween(values, values + 20_000);
      assertThat(report.aggregate().bytesDown()).isBetween(values, values + 20_000);
    }
  }

  @Test
  void twoHundredNodesShareTwoThreadsAndOneChannel() throws Exception {
    RunBuilder plan = Sample.plan(3, new CohortSize.All());
    List<String> names = Sample.names(200);
    List<RoundReport> expected = inMemory(plan, names, Sample.FEATURES);
    try (var live =
        new LiveRun(
            Sample.config(200, 200)
                .withSecurity( // as simulations: a connection has more calls than a node's
                    new CoordinatorSecurity(null, null, null, Map.of(), JoinLimits.NONE)),
            Sample.run(Sample.FEATURES, Sample.LABELS),
            2)) {
      var channel = live.channel();
      names.forEach(name -> live.launch(live.node(name, ClientListener.NONE, channel)));
      var actual = LiveRun.soon(live.train(plan, EvaluateClients.EVERY_ROUND));
      assertThat(actual.get(2).digest()).isEqualTo(expected.get(2).digest());
      assertThat(actual.get(2).clients()).isEqualTo(expected.get(2).clients());
    }
  }
}
