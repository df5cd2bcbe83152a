package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sampling.CohortSize;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReturningClientsTest {
  private final RunBuilder plan = Sample.plan(3, new CohortSize.All());

  private List<String> undisturbed() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 3), Sample.run(16, Sample.LABELS), 2)) {
      var reports = live.train(plan, EvaluateClients.NEVER);
      Sample.names(3).forEach((String name) -> live.launch(name));
      return LiveRun.soon(reports).stream().map(RoundReport::digest).toList();
    }
  }

  /** A client that dies without a word when it begins to train for {@code round}. */
  private static void dieIn(int round, LiveRun live, String name, CountDownLatch dead) {
    ManagedChannel channel = live.channel();
    CompletableFuture<ClientNode> self = new CompletableFuture<>();
    ClientNode node =
        live.node(
            name,
            new ClientListener() {
              @Override
              public void training(int now) {
                if (now == round) {
                  channel.shutdownNow();
                  self.join().stop();
                  dead.countDown();
                }
              }
            },
            channel);
    self.complete(node);
    live.launch(node);
  }

  @Test
  void clientThatDiesInMidRoundAndComesBackIsAskedAgain() throws Exception {
    List<String> expected = undisturbed();
    try (var live = new LiveRun(Sample.config(3, 3), Sample.run(16, Sample.LABELS), 2)) {
      var reports = live.train(plan, EvaluateClients.NEVER);
      var dead = new CountDownLatch(1);
      dieIn(2, live, "client-0", dead);
      live.launch("client-1");
      live.launch("client-2");
      assertThat(dead.await(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(live.waitsFor("round 2: waiting for clients that are gone"))
          .contains("client-0")
          .contains("2 of 3 needed");
      var back = live.start("client-0");
      assertThat(LiveRun.soon(reports)).extracting(RoundReport::digest).isEqualTo(expected);
      assertThat(LiveRun.soon(back)).isEqualTo(new NodeOutcome.Finished("done"));
    }
  }

  @Test
  void runGoesOnWhenAllClientsDieAndReturn() throws Exception {
    List<String> expected = undisturbed();
    try (var live = new LiveRun(Sample.config(3, 3), Sample.run(16, Sample.LABELS), 3)) {
      var reports = live.train(plan, EvaluateClients.NEVER);
      var dead = new CountDownLatch(3);
      for (String name : Sample.names(3)) {
        dieIn(2, live, name, dead);
      }
      assertThat(dead.await(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(live.waitsFor("client-0, client-1, client-2")).contains("0 of 3 needed");
      Sample.names(3).forEach((String name) -> live.launch(name));
      assertThat(LiveRun.soon(reports)).extracting(RoundReport::digest).isEqualTo(expected);
    }
  }

  @Test
  void secondClientOfTheSameNameWinsAndTheFirstIsToldWhy() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), Sample.run(16, Sample.LABELS), 2)) {
      var reports = live.train(plan, EvaluateClients.NEVER);
      var joined = new CountDownLatch(1);
      CompletableFuture<NodeOutcome> first =
          live.node(
                  "client-0",
                  new ClientListener() {
                    @Override
                    public void joined(String runId) {
                      joined.countDown();
                    }
                  })
              .start();
      assertThat(joined.await(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      var second = live.start("client-0");
      assertThat(LiveRun.soon(first))
          .isInstanceOfSatisfying(
              NodeOutcome.Refused.class,
              refused -> assertThat(refused.reason()).contains("joined from another place"));
      live.launch("client-1");
      LiveRun.soon(reports);
      assertThat(LiveRun.soon(second)).isEqualTo(new NodeOutcome.Finished("done"));
    }
  }

  @Test
  void nodeFindsACoordinatorThatComesBackOnTheSamePort() throws Exception {
    List<String> events = new ArrayList<>();
    var disconnected = new CountDownLatch(1);
    var joined = new CountDownLatch(1);
    ClientListener listener =
        new ClientListener() {
          @Override
          public void joined(String runId) {
            events.add("joined");
            joined.countDown();
          }

          @Override
          public void disconnected(String reason, Duration retryIn) {
            disconnected.countDown();
          }
        };
    CoordinatorServer first =
        CoordinatorServer.start(
            Sample.config(2, 2), Sample.run(16, Sample.LABELS), null, WaitingListener.NONE);
    int port = first.port();
    var config =
        new CoordinatorConfig(
            "127.0.0.1:" + port,
            -1,
            1,
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            null,
            null);
    var work = Executors.newFixedThreadPool(2);
    ManagedChannel channel = Channels.open("127.0.0.1:" + port, work);
    try (var node =
        new ClientNode(
            new ClientSettings("client-0", null, "test", Backoff.forEver()),
            channel,
            (run, backbone) -> Sample.data("client-0", 16),
            listener,
            work,
            (wait, then) ->
                CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS).execute(then))) {
      CompletableFuture<NodeOutcome> outcome = node.start();
      assertThat(joined.await(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      first.close();
      assertThat(disconnected.await(LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      try (var second =
          CoordinatorServer.start(
              config, Sample.run(16, Sample.LABELS), null, WaitingListener.NONE)) {
        assertThat(second.cohort().population(1)).containsOnlyKeys("client-0");
        second.finish("over");
        assertThat(LiveRun.soon(outcome)).isEqualTo(new NodeOutcome.Finished("over"));
      }
      assertThat(events).containsExactly("joined", "joined");
    } finally {
      first.close();
      channel.shutdownNow();
      work.shutdownNow();
    }
  }
}
