package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.RawClient;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuorumTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);

  private static final Promise PROMISE =
      new Promise(
          new Mechanism.Central(),
          100,
          1e-3,
          1e-4,
          Double.POSITIVE_INFINITY,
          AccountantKind.PLD,
          1,
          null,
          false);

  @Test
  void deadlineEndsTheRoundOnceTheQuorumIsThereAndTheRestIsLate() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 2), RUN, 2)) {
      var reports = live.train(Sample.plan(2, new CohortSize.All()), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(3);
      List<Submission> first = new ArrayList<>();
      for (RawClient client : clients) {
        first.add(client.submission(client.task()));
      }
      clients.get(0).submit(first.get(0));
      live.timer.advance(DEADLINE);
      // One of two: the deadline has passed, but the round must wait on.
      String sentence = live.waitsFor("needed contributions");
      assertThat(sentence)
          .isEqualTo("round 1: 1 of 2 needed contributions, waiting for client-1, client-2");
      assertThat(clients.get(2).next(Assignment.WorkCase.WAIT).getWait().getReason())
          .isEqualTo(sentence);
      clients.get(1).submit(first.get(1));
      // Two of two: the next round begins without the third.
      TrainTask second = clients.get(0).task();
      assertThat(second.round()).isEqualTo(2);
      assertThat(clients.get(2).submit(first.get(2)).getStatus()).isEqualTo(Receipt.Status.LATE);
      assertThat(clients.get(1).submit(first.get(1)).getStatus()).isEqualTo(Receipt.Status.LATE);
      for (RawClient client : clients) {
        client.submit(client.submission(second));
      }
      assertThat(LiveRun.soon(reports))
          .extracting(report -> report.aggregate().contributors().size())
          .containsExactly(2, 3);
    }
  }

  @Test
  void nothingEndsBeforeTheDeadlineWhileSomebodyIsAtWork() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 1), RUN, 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      List<RawClient> clients = live.join(2);
      TrainTask task = clients.get(0).task();
      clients.get(0).submit(clients.get(0).submission(task));
      live.timer.advance(DEADLINE.minusNanos(1));
      assertThat(clients.get(1).submit(clients.get(1).submission(task)).getStatus())
          .isEqualTo(Receipt.Status.ACCEPTED);
      assertThat(LiveRun.soon(reports).get(0).aggregate().contributors()).hasSize(2);
    }
  }

  @Test
  void subsetBelowQuorumIsToppedUpFromThoseWhoWereNotAsked() throws Exception {
    try (var live = new LiveRun(Sample.config(4, 2), RUN, 2)) {
      CompletableFuture<RoundTask> asked = new CompletableFuture<>();
      List<RawClient> clients = live.join(4);
      var reports =
          live.train(
              Sample.plan(1, new CohortSize.Count(2)),
              EvaluateClients.NEVER,
              new RoundListener() {
                @Override
                public void onTask(RoundTask task) {
                  asked.complete(task);
                }

                @Override
                public void onRound(RoundReport report) {}
              });
      List<String> cohort = LiveRun.soon(asked).cohort();
      List<RawClient> others =
          clients.stream().filter(client -> !cohort.contains(client.name)).toList();
      RawClient good =
          clients.stream().filter(c -> c.name.equals(cohort.get(0))).findFirst().orElseThrow();
      TrainTask task = good.task();
      good.submit(good.submission(task));
      Receipt uninvited = others.get(0).submit(others.get(0).submission(task));
      assertThat(uninvited.getReason()).contains("was not asked in round 1");
      live.timer.advance(DEADLINE);
      // One of the cohort is missing, so one of the two others is asked.
      List<String> names = others.stream().map(other -> other.name).toList();
      String chosen =
          CohortSelection.select(names, new CohortSize.Count(1), Lottery.keyed(task.seed()), 1)
              .get(0);
      RawClient substitute =
          others.stream().filter(c -> c.name.equals(chosen)).findFirst().orElseThrow();
      assertThat(substitute.task()).isEqualTo(task);
      assertThat(substitute.submit(substitute.submission(task)).getStatus())
          .isEqualTo(Receipt.Status.ACCEPTED);
      assertThat(LiveRun.soon(reports).get(0).aggregate().contributors())
          .containsExactlyInAnyOrder(good.name, substitute.name);
    }
  }

  /** Waiting for the frozen one would tell that it was asked. */
  @Test
  void aPromisedRoundEndsAtItsDeadlineWithWhatItHasAndNoise() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 2), RUN, 2)) {
      var reports =
          live.train(
              Sample.plan(2, new CohortSize.Poisson(1))
                  .summing(new Summing(new Weighting.Uniform(), 64))
                  .promise(PROMISE),
              EvaluateClients.NEVER);
      List<RawClient> clients = live.join(3);
      TrainTask first = clients.get(0).task();
      clients.get(0).submit(clients.get(0).submission(first));
      live.timer.advance(DEADLINE); // one of two that a quorum would be
      assertThat(clients.get(0).task().round()).isEqualTo(2);
      live.timer.advance(DEADLINE); // nobody
      List<RoundReport> ended = LiveRun.soon(reports);

      assertThat(ended)
          .extracting(report -> report.aggregate().contributors().size())
          .containsExactly(1, 0);
      assertThat(ended).allSatisfy(report -> assertThat(report.aggregate().hasSum()).isTrue());
      assertThat(ended.get(1).digest()).isNotEqualTo(ended.get(0).digest());
    }
  }

  /** It needs no quorum: giving it up would tell that somebody who was asked is missing. */
  @Test
  void aPromisedRoundLastsUntilItsDeadlineHoweverShortTheWait() throws Exception {
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0", -1, 2, 2, DEADLINE, DEADLINE, Duration.ofSeconds(5), null);
    try (var live = new LiveRun(config, RUN, 2)) {
      List<RawClient> clients = live.join(2);
      var reports =
          live.train(
              Sample.plan(1, new CohortSize.Poisson(1))
                  .summing(new Summing(new Weighting.Uniform(), 64))
                  .promise(PROMISE),
              EvaluateClients.NEVER);
      TrainTask task = clients.get(0).task();
      live.timer.advance(Duration.ofSeconds(6));
      assertThat(clients.get(0).submit(clients.get(0).submission(task)).getStatus())
          .isEqualTo(Receipt.Status.ACCEPTED);
      live.timer.advance(DEADLINE);
      assertThat(LiveRun.soon(reports).get(0).aggregate().contributors())
          .containsExactly("client-0");
    }
  }

  @Test
  void tooFewClientsAreWaitedForAndToldSoAndGivenUpInTheEnd() throws Exception {
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0", -1, 3, 2, DEADLINE, DEADLINE, Duration.ofSeconds(90), null);
    try (var live = new LiveRun(config, RUN, 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      live.waitsFor("waiting for clients: 0 of 3 enrolled");
      RawClient first = new RawClient("client-0", live.channel()).join();
      live.waitsFor("waiting for clients: 1 of 3 enrolled");
      live.timer.advance(Duration.ofSeconds(1)); // clients hear it at most once a second
      String told = first.next(Assignment.WorkCase.WAIT).getWait().getReason();
      while (!told.equals("waiting for clients: 1 of 3 enrolled")) {
        told = first.next(Assignment.WorkCase.WAIT).getWait().getReason();
      }
      live.timer.advance(Duration.ofSeconds(90));
      assertThatThrownBy(() -> LiveRun.soon(reports))
          .cause()
          .isInstanceOf(QuorumNotMetException.class)
          .hasMessage(
              "waiting for clients: 1 of 3 enrolled after 90.0 s (expected: 3 clients; start more, lower --min-clients or --quorum, or wait longer with --wait)");
    }
  }

  @Test
  void onceBegunTheRunGoesOnWithAQuorum() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 2), RUN, 2)) {
      ClientNode leaver = live.node("client-2", ClientListener.NONE);
      live.launch(leaver);
      List<RawClient> clients = live.join(2);
      var reports = live.train(Sample.plan(2, new CohortSize.All()), EvaluateClients.NEVER);
      TrainTask first = clients.get(0).task();
      leaver.stop();
      while (live.server.cohort().dispatcher().enrolled() > 2) {
        Thread.onSpinWait();
      }
      for (RawClient client : clients) {
        client.submit(client.submission(first));
      }
      live.timer.advance(DEADLINE);
      TrainTask second = clients.get(0).task();
      for (RawClient client : clients) {
        client.submit(client.submission(second));
      }
      assertThat(LiveRun.soon(reports).get(1).task().cohort())
          .containsExactly("client-0", "client-1");
    }
  }

  @Test
  void evaluationEndsAtItsDeadlineWithoutTheSilent() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), RUN, 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.EVERY_ROUND);
      live.launch("client-1");
      RawClient silent = new RawClient("client-0", live.channel()).join();
      silent.submit(silent.submission(silent.task()));
      silent.next(Assignment.WorkCase.EVALUATE);
      RemoteCohort cohort = live.server.cohort();
      while (cohort.changes().locked(() -> cohort.dispatcher().scene().evaluation() != null)
          && !reports.isDone()) {
        live.timer.advance(DEADLINE);
        Thread.onSpinWait();
      }
      assertThat(LiveRun.soon(reports).get(0).clients().keySet()).doesNotContain("client-0");
    }
  }

  @Test
  void clientThatStopsReadingHoldsUpNobody() throws Exception {
    int features = 500_000; // 6 MB a round: far more than any window on the way
    try (var live = new LiveRun(Sample.config(2, 1), Sample.run(features, Sample.LABELS), 2)) {
      var reports =
          live.train(
              Sample.plan(new LinearModel(3, features), 3, new CohortSize.All()),
              EvaluateClients.NEVER);
      CompletableFuture<String> welcomed = new CompletableFuture<>();
      RawClient form = new RawClient("client-0", live.channel());
      FederationGrpc.newStub(live.channel())
          .join(
              form.signed(form.request().setFeatureLength(features)),
              new ClientResponseObserver<JoinRequest, Assignment>() {
                @Override
                public void beforeStart(ClientCallStreamObserver<JoinRequest> call) {
                  call.disableAutoRequestWithInitial(1);
                }

                @Override
                public void onNext(Assignment message) {
                  welcomed.complete(message.getWelcome().getRunId());
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
              });
      assertThat(LiveRun.soon(welcomed)).isEqualTo("run-1");
      var late = new Semaphore(0);
      live.launch(
          live.node(
              "client-1",
              new ClientListener() {
                @Override
                public void submitted(int round, dev.headwater.learning.tasks.Receipt receipt) {
                  late.release();
                }
              }));
      for (int round = 1; round <= 3; round++) {
        assertThat(late.tryAcquire(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        live.timer.advance(DEADLINE);
      }
      assertThat(LiveRun.soon(reports))
          .extracting(report -> report.aggregate().contributors())
          .allSatisfy(names -> assertThat(names).containsExactly("client-1"));
    }
  }
}
