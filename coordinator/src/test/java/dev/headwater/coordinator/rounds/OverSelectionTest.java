package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A round that asks more clients than it needs ends with the first that answer. */
class OverSelectionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);

  @Test
  void aRoundEndsAtItsGoalAndTheOthersAreLate() throws Exception {
    try (var live = new LiveRun(goal(2), RUN, 2)) {
      var reports = live.train(Sample.plan(2, new CohortSize.All()), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(3);
      TrainTask first = clients.get(0).task();
      Submission slow = clients.get(2).submission(clients.get(2).task());
      clients.get(0).submit(clients.get(0).submission(first));
      clients.get(1).submit(clients.get(1).submission(clients.get(1).task()));
      TrainTask second = clients.get(0).task(); // no deadline has passed
      assertThat(second.round()).isEqualTo(2);
      assertThat(clients.get(2).submit(slow).getStatus()).isEqualTo(Receipt.Status.LATE);
      clients.get(2).submit(clients.get(2).submission(second));
      clients.get(1).submit(clients.get(1).submission(second));
      assertThat(LiveRun.soon(reports))
          .extracting(report -> List.copyOf(report.aggregate().contributors()))
          .containsExactly(List.of("client-0", "client-1"), List.of("client-1", "client-2"));
    }
  }

  @Test
  void aRoundOfStatisticsWaitsForEverybody() throws Exception {
    try (var live = new LiveRun(goal(2), RUN, 2)) {
      var reports =
          live.train(
              Sample.plan(1, new CohortSize.All()).strategy(new Fed3R(1.0)), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(3);
      for (RawClient client : clients) {
        TrainTask task = client.task();
        Receipt last = Receipt.getDefaultInstance();
        for (Submission part : client.submissions(client.contribute(task), task)) {
          last = client.submit(part);
        }
        assertThat(last.getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      }
      assertThat(LiveRun.soon(reports).get(0).aggregate().contributors()).hasSize(3);
    }
  }

  private static CoordinatorConfig goal(int goal) {
    return new CoordinatorConfig(
        "127.0.0.1:0",
        -1,
        3,
        2,
        goal,
        DEADLINE,
        DEADLINE,
        null,
        null,
        TrustedIdentities.none(),
        WebSettings.PLAIN,
        Set.of(),
        CoordinatorSecurity.PLAIN);
  }
}
