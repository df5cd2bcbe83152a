package dev.headwater.cli.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import dev.headwater.cli.process.LiveProgram;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code coordinator} in a process with a small heap, and a thousand nodes on connections of their
 * own: in every round a tenth of them crash, a twentieth are slow and a twentieth lie. {@code
 * -Dheadwater.crowd.clients}, {@code .rounds}, {@code .heap} and {@code .aggregator} ask for other
 * numbers.
 */
@Tag("full")
final class CrowdTest {
  private static final int CLIENTS = Integer.getInteger("headwater.crowd.clients", 1000);
  private static final int ROUNDS = Integer.getInteger("headwater.crowd.rounds", 200);
  private static final String HEAP = System.getProperty("headwater.crowd.heap", "512m");
  private static final String AGGREGATOR =
      System.getProperty("headwater.crowd.aggregator", "trimmed-mean:0.1");
  private static final int SECONDS = 3600;
  private static final int TEST = 5000;

  private final Path run;
  private final CrowdData data = new CrowdData();
  private final Map<String, CrowdRole> roles =
      IntStream.range(0, CLIENTS).boxed().collect(Collectors.toMap(CrowdNode::name, CrowdRole::of));

  CrowdTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
  }

  private static Model model() {
    return new LinearModel(CrowdData.CLASSES, CrowdData.FEATURES);
  }

  /** As the coordinator's flags say. */
  private static RunSettings settings(Aggregator aggregator) {
    return RunSettings.of(model(), CLIENTS)
        .rounds(ROUNDS)
        .strategy(new FedAvg())
        .aggregator(aggregator)
        .hyper(new Hyperparameters(1, 10, 0.05, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), Long.SIZE))
        .seed(1)
        .build();
  }

  private List<String> coordinator(int port) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("coordinator", "--listen", "127.0.0.1:" + port));
    args.addAll(
        List.of("--out", run.toString(), "--cache", run.resolveSibling("cache").toString()));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--holdout", "0"));
    args.addAll(List.of("--labels", String.join(",", CrowdData.LABELS)));
    args.addAll(List.of("--strategy", "fedavg", "--start", "zero", "--standardise", "none"));
    args.addAll(List.of("--aggregator", AGGREGATOR, "--weights", "uniform", "--seed", "1"));
    args.addAll(List.of("--local-epochs", "1", "--batch-size", "10", "--lr", "0.05"));
    args.addAll(List.of("--momentum", "0", "--weight-decay", "0"));
    args.addAll(List.of("--rounds", "" + ROUNDS, "--min-clients", "" + CLIENTS));
    args.addAll(List.of("--quorum", "" + CLIENTS / 2, "--deadline", "2s", "--wait", "10m"));
    args.addAll(List.of("--max-joins", "1000000", "--max-connections", "1000000"));
    args.addAll(List.of("--max-clients", "" + CLIENTS));
    return args;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aThousandNodesLoseNoAcceptedUpdateAndLearnAsIfAllWereHonest() throws Exception {
    Traffic traffic = new Traffic();
    long began = System.nanoTime();
    Memory memory;
    int port = freePort();
    ExecutorService work = Executors.newFixedThreadPool(2);
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    List<CrowdNode> nodes = new ArrayList<>();
    try (LiveProgram coordinator =
        LiveProgram.start(
            List.of(
                "-Xmx" + HEAP,
                "-XX:+UseParallelGC",
                "-XX:MaxNewSize=128m",
                "-XX:+ExitOnOutOfMemoryError"),
            Main.class,
            coordinator(port))) {
      coordinator.awaitPort();
      var shared = new CrowdNode.Shared("127.0.0.1:" + port, data, traffic, work, timer);
      for (int i = 0; i < CLIENTS; i++) {
        nodes.add(new CrowdNode(i, CrowdRole.of(i), shared));
      }
      nodes.forEach(CrowdNode::start);
      memory = Memory.watch(coordinator, run.resolve(RunFolder.ROUNDS), timer);
      int code = coordinator.exitCode(SECONDS);
      assertThat(code).as(coordinator.said()).isZero();
    } finally {
      timer.shutdownNow();
      nodes.forEach(CrowdNode::stop);
      work.shutdown();
      assertThat(work.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    double seconds = (System.nanoTime() - began) / 1e9;

    RunSettings settings = settings(Aggregators.CHOICES.parse(AGGREGATOR));
    CrowdReplay replay = new CrowdReplay(run, roles, data);
    long accepted = replay.requireAllCounted(traffic.accepted());
    Parameters learned = replay.requireSums(settings);
    double accuracy = accuracy(learned);
    double honest = accuracy(honest());
    List<RoundRecord> rounds = RunFolder.open(run).rounds();

    System.out.printf(
        "%,d nodes, %d rounds in %.0f s, %,d accepted answers all counted, %s%n",
        CLIENTS, ROUNDS, seconds, accepted, traffic);
    System.out.printf(
        "counted a round: %s; seconds a round: %s; without a sum: %d; %s under %s, honest mean %s%n",
        rounds.stream().mapToInt(RoundRecord::contributed).summaryStatistics(),
        rounds.stream().mapToDouble(RoundRecord::seconds).summaryStatistics(),
        rounds.stream().filter(round -> round.aborted() != null).count(),
        percent(accuracy),
        AGGREGATOR,
        percent(honest));
    System.out.println(memory);

    assertThat(rounds)
        .extracting(RoundRecord::round)
        .isEqualTo(IntStream.rangeClosed(1, ROUNDS).boxed().toList());
    assertThat(traffic.junkAccepted()).isZero();
    assertThat(traffic.crashes()).isGreaterThan((long) CLIENTS * ROUNDS / 20);
    assertThat(accuracy).isGreaterThan(honest - 0.01);
    memory.requireFlat();
  }

  private static String percent(double share) {
    return "%.1f %%".formatted(100 * share);
  }

  private double accuracy(Parameters parameters) {
    return model().score(parameters, data.test(TEST)).accuracy();
  }

  /** Everybody honest, nobody slow, in memory, by the mean. */
  private Parameters honest() throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (String name : roles.keySet()) {
      clients.put(name, new ClientExamples(data.examples(CrowdRole.HONEST, name)));
    }
    RunSettings settings = settings(Aggregators.CHOICES.parse("mean"));
    return new Federation(settings, new LocalCohort(clients)).run().parameters();
  }
}
