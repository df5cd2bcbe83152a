package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rounds that cannot give a sum are given up, and the run goes on with whoever is there. */
class RoundsThatEndTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);

  @Test
  void aRoundWhoseSilentClientsHoldItUpIsGivenUpWhenTheWaitIsOver() throws Exception {
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0", -1, 2, 2, DEADLINE, DEADLINE, Duration.ofSeconds(90), null);
    try (var live = new LiveRun(config, RUN, 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(2);
      clients.get(0).submit(clients.get(0).submission(clients.get(0).task()));
      clients.get(1).task();
      live.timer.advance(DEADLINE); // the silent one could still answer
      live.waitsFor("round 1: 1 of 2 needed contributions, waiting for client-1");
      live.timer.advance(Duration.ofSeconds(60));
      assertThat(LiveRun.soon(reports).get(0).aggregate().aborted())
          .isEqualTo("1 of 2 needed contributions, and none from client-1");
    }
  }

  /** It stood still for ever: the one that left never came, and the third was never asked. */
  @Test
  void aRoundWhoseQuorumHasLeftIsGivenUpAtItsDeadlineAndTheNextAsksTheNewcomer() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), RUN, 2)) {
      ManagedChannel channel = live.channel();
      RawClient stays = new RawClient("client-0", live.channel()).join();
      RawClient leaver = new RawClient("client-1", channel).join();
      CompletableFuture<RoundTask> asked = new CompletableFuture<>();
      var reports =
          live.train(
              Sample.plan(3, new CohortSize.All()),
              EvaluateClients.NEVER,
              new RoundListener() {
                @Override
                public void onTask(RoundTask task) {
                  if (task.round() == 2) {
                    asked.complete(task);
                  }
                }

                @Override
                public void onRound(RoundReport report) {}
              });
      for (RawClient client : List.of(stays, leaver)) {
        client.submit(client.submission(client.task()));
      }
      TrainTask second = stays.task();
      channel.shutdownNow();
      while (live.server.cohort().dispatcher().enrolled() > 1) {
        Thread.onSpinWait();
      }
      assertThat(LiveRun.soon(asked).cohort()).containsExactly("client-0", "client-1");
      stays.submit(stays.submission(second));
      RawClient newcomer = new RawClient("client-2", live.channel()).join();
      assertThat(newcomer.next(Assignment.WorkCase.WAIT).getWait().getReason())
          .isEqualTo("round 2 is under way without this client");
      live.timer.advance(DEADLINE);
      live.waitsFor("round 3 begins in 1 s, or when a client joins");
      for (RawClient client : List.of(stays, newcomer)) {
        TrainTask third = client.task();
        assertThat(third.round()).isEqualTo(3);
        client.submit(client.submission(third));
      }
      List<RoundReport> ended = LiveRun.soon(reports);
      assertThat(ended)
          .extracting(report -> report.aggregate().hasSum())
          .containsExactly(true, false, true);
      assertThat(ended.get(1).digest()).isEqualTo(ended.get(0).digest());
      assertThat(ended.get(2).task().cohort()).containsExactly("client-0", "client-2");
    }
  }

  @Test
  void aRoundThatEverybodyAnsweredAndNoQuorumCameOfIsGivenUpAtItsDeadline() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), RUN, 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(2);
      TrainTask task = clients.get(0).task();
      clients.get(0).submit(clients.get(0).submission(task));
      Submission wrong =
          clients.get(1).submission(task).toBuilder()
              .setContribution(
                  clients.get(1).submission(task).getContribution().toBuilder().setNumExamples(1))
              .build();
      assertThat(clients.get(1).submit(wrong).getStatus()).isEqualTo(Receipt.Status.REFUSED);
      live.timer.advance(DEADLINE);
      RoundReport report = LiveRun.soon(reports).get(0);
      assertThat(report.aggregate().aborted())
          .isEqualTo("1 of 2 needed contributions, and everybody has answered");
      assertThat(report.aggregate().refusals()).hasSize(1);
    }
  }

  /** 195 rounds were used up in a tenth of a second, each of them paid for. */
  @Test
  void aMaskedRunWaitsForAsManyClientsAsItsMasksNeedWhateverTheQuorumIs() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 1), RUN, 2)) {
      ClientNode leaver = live.node("client-1", ClientListener.NONE);
      CompletableFuture<RoundReport> first = new CompletableFuture<>();
      var reports =
          live.train(
              Sample.uniform(2, 64, new Masking(2, 0, 0)),
              EvaluateClients.NEVER,
              report -> {
                leaver.stop(); // before the next round begins
                while (report.round() == 1 && live.server.cohort().dispatcher().enrolled() > 1) {
                  Thread.onSpinWait();
                }
                live.waits.clear();
                first.complete(report);
              });
      live.launch(leaver);
      live.launch("client-0");
      assertThat(LiveRun.soon(first).aggregate().hasSum()).isTrue();
      assertThat(live.waitsFor("waiting for clients"))
          .endsWith(": 1 of 2 enrolled; gone: client-1");
      live.launch("client-2");
      assertThat(LiveRun.soon(reports))
          .extracting(report -> report.aggregate().hasSum())
          .containsExactly(true, true);
    }
  }
}
