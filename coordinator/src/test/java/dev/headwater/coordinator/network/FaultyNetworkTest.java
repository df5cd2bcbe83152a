package dev.headwater.coordinator.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.data.PreparedData;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delay, connections that break at any byte, messages that are sent twice, a partition: the run
 * ends with the digests of a plain loop in memory. More seeds: {@code -Dheadwater.network.seeds=N}.
 */
class FaultyNetworkTest {
  private static final int CLIENTS = 4;
  private static final int BAD_CONNECTIONS = 16;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("headwater.network.seeds", 3));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void openRoundsOverABadNetworkHaveTheSameBits(long seed) throws Exception {
    RunBuilder plan = Sample.plan(6, new CohortSize.Count(3));
    assertThat(over(seed, plan)).isEqualTo(inMemory(plan));
  }

  /** Clients keep their keys while they are cut off, so all of them are in every sum. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void maskedRoundsOverABadNetworkHaveTheSameBits(long seed) throws Exception {
    RunBuilder masked = Sample.uniform(3, 64, new Masking(3, 0.2, 0));
    RunBuilder open = Sample.uniform(3, 64, null);
    assertThat(over(seed, masked)).isEqualTo(inMemory(open));
  }

  @Test
  void aPartitionBetweenAllClientsAndTheCoordinatorCostsNoRound() throws Exception {
    RunBuilder plan = Sample.plan(5, new CohortSize.All());
    try (var live = live();
        var network = new FaultyNetwork(live.server.port(), 1, 0)) {
      var reports =
          live.train(
              plan,
              EvaluateClients.NEVER,
              new RoundListener() {
                @Override
                public void onTask(RoundTask task) {
                  if (task.round() == 3) {
                    network.part();
                  }
                }

                @Override
                public void onRound(RoundReport report) {}
              });
      List<ManagedChannel> channels = join(live, network);
      assertThat(live.waitsFor("waiting for clients that are gone")).contains("of 4 needed");
      network.heal();
      List<RoundReport> ended = LiveRun.soon(reports);
      channels.forEach(ManagedChannel::shutdownNow);
      assertThat(ended).extracting(RoundReport::digest).isEqualTo(inMemory(plan));
    }
  }

  private static LiveRun live() {
    return new LiveRun(
        Sample.config(CLIENTS, CLIENTS), Sample.run(Sample.FEATURES, Sample.LABELS), 2);
  }

  private static List<String> over(long seed, RunBuilder plan) throws Exception {
    try (var live = live();
        var network = new FaultyNetwork(live.server.port(), seed, BAD_CONNECTIONS)) {
      var reports = live.train(plan, EvaluateClients.NEVER);
      List<ManagedChannel> channels = join(live, network);
      List<RoundReport> ended = reports.get(2 * LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
      channels.forEach(ManagedChannel::shutdownNow);
      assertThat(network.resets()).as("connections that broke").isPositive();
      return ended.stream().map(RoundReport::digest).toList();
    }
  }

  /** Each on a connection of its own through the network. */
  private static List<ManagedChannel> join(LiveRun live, FaultyNetwork network) {
    List<ManagedChannel> channels = new ArrayList<>();
    for (String name : Sample.names(CLIENTS)) {
      ManagedChannel channel = Channels.open("127.0.0.1:" + network.port(), live.work);
      channels.add(channel);
      live.launch(live.node(name, ClientListener.NONE, channel));
    }
    return channels;
  }

  private static List<String> inMemory(RunBuilder plan) throws InterruptedException {
    Map<String, PreparedData> clients = new HashMap<>();
    Sample.names(CLIENTS).forEach(name -> clients.put(name, Sample.data(name, Sample.FEATURES)));
    List<String> digests = new ArrayList<>();
    new Federation(
            plan.scoring(EvaluateClients.NEVER).build(),
            Sample.memoryCohort(clients),
            report -> digests.add(report.digest()))
        .run();
    return digests;
  }
}
