package dev.headwater.coordinator.rounds;

import com.sun.management.OperatingSystemMXBean;
import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.ChannelSecurity;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.pki.SigningRequest;
import dev.headwater.pki.TokenRefusedException;
import io.grpc.ManagedChannel;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a round costs over gRPC when training costs nothing: clients on loopback with one example
 * each and one step, a head of 10 x 1280. Arguments: clients, rounds, {@code shared} or {@code own}
 * channels, or {@code mutual}: own ones on mutual TLS. Prints the median and the quartiles over the
 * second half of the rounds, and the CPU time that they took, which does not suffer from what else
 * the machine does.
 */
final class RoundOverheadBenchmark {
  private static final int FEATURES = 1280;
  private static final int CLASSES = 10;

  private RoundOverheadBenchmark() {}

  public static void main(String[] args) throws Exception {
    int clients = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    boolean shared = args.length < 3 || args[2].equals("shared");
    boolean mutual = args.length > 2 && args[2].equals("mutual");
    Path folder = Files.createTempDirectory("headwater");
    PkiFolder pki =
        PkiFolder.init(
            folder.resolve("pki"), folder.resolve("root"), List.of(), InstantSource.system());
    CoordinatorConfig plain = Sample.config(clients, clients);
    CoordinatorConfig config =
        mutual
            ? plain.withSecurity(CoordinatorSecurity.of(pki, Map.of(), JoinLimits.DEFAULT))
            : plain.withSecurity( // many nodes may share one connection
                new CoordinatorSecurity(null, null, null, Map.of(), JoinLimits.NONE));
    PrintStream out = System.out;
    List<String> labels = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      labels.add("label-" + c);
    }
    ExecutorService work = Executors.newFixedThreadPool(2);
    List<ManagedChannel> channels = new ArrayList<>();
    List<ClientNode> nodes = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    List<Double> cpuMillis = new ArrayList<>();
    try (var server =
        CoordinatorServer.start(config, Sample.run(FEATURES, labels), null, WaitingListener.NONE)) {
      for (String name : Sample.names(clients)) {
        if (channels.isEmpty() || !shared) {
          channels.add(
              Channels.open(
                  "127.0.0.1:" + server.port(),
                  mutual ? mutual(pki, name) : ChannelSecurity.PLAIN,
                  work));
        }
        float[] features = new float[FEATURES];
        features[name.hashCode() & 1023] = 1;
        var data =
            new PreparedData(
                Sample.DIGEST,
                new LabelledFeatures(features, List.of(labels.get(0)), FEATURES),
                LabelledFeatures.none(FEATURES),
                DataIdentity.SIMULATED);
        var node =
            new ClientNode(
                new ClientSettings(name, null, "bench", Backoff.forEver())
                    .withKey(LiveRun.key(name)),
                channels.get(channels.size() - 1),
                (run, backbone) -> data,
                ClientListener.NONE,
                work,
                Delay.REAL);
        nodes.add(node);
        var unused = node.start();
      }
      RunSettings settings =
          RunSettings.of(new LinearModel(CLASSES, FEATURES), clients)
              .rounds(rounds)
              .hyper(new Hyperparameters(1, 1, 0.1, 0, 0, 0))
              .build();
      new Federation(
              settings,
              server.cohort(),
              server.roundListener(),
              report -> {
                millis.add(report.seconds() * 1000);
                cpuMillis.add(cpuMillis());
              })
          .run();
      server.finish("done");
    }
    List<Double> measured = millis.subList(rounds / 2, rounds).stream().sorted().toList();
    out.printf(
        "%d clients, %s: median %.1f ms a round (quartiles %.1f and %.1f, best %.1f; first round %.1f), CPU %.1f ms a round%n",
        clients,
        mutual ? "mutual TLS" : shared ? "one channel" : "a channel each",
        measured.get(measured.size() / 2),
        measured.get(measured.size() / 4),
        measured.get(measured.size() * 3 / 4),
        measured.get(0),
        millis.get(0),
        (cpuMillis.get(rounds - 1) - cpuMillis.get(rounds / 2)) / (rounds - 1 - rounds / 2));
    nodes.forEach(ClientNode::close);
    channels.forEach(ManagedChannel::shutdownNow);
    work.shutdownNow();
  }

  private static ChannelSecurity mutual(PkiFolder pki, String name) throws TokenRefusedException {
    KeyPair pair = LiveRun.key(name).pair();
    String token = pki.issue(name, Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1)).text();
    return ChannelSecurity.mutual(
        pair.getPrivate(), pki.enrol(SigningRequest.encode(name, pair), token));
  }

  private static double cpuMillis() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e6;
  }
}
