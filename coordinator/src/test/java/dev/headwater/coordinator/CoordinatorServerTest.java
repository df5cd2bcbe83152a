package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.coordinator.metrics.Meters;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.BackboneFile;
import dev.headwater.v1.CurrentHead;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import dev.headwater.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts the threads of the JVM")
class CoordinatorServerTest {
  private static CoordinatorConfig config(String listen, int webPort, @Nullable String token) {
    return new CoordinatorConfig(
        listen, webPort, 2, 2, Duration.ofSeconds(30), Duration.ofSeconds(30), null, token);
  }

  private static CoordinatorServer start(CoordinatorConfig config) {
    return CoordinatorServer.start(
        config, Sample.run(16, Sample.LABELS), null, WaitingListener.NONE);
  }

  private static String get(int port, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void takenPortsAreNamed() throws IOException {
    Set<String> before = headwaterThreads();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(config("127.0.0.1:" + port, -1, null)))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("listen: 127.0.0.1:" + port)
          .hasMessageContaining("already in use")
          .hasMessageContaining("--listen");
      assertThatThrownBy(() -> start(config("127.0.0.1:0", port, null)))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining(
              "web-port: 127.0.0.1:%d cannot be opened: Address already in use (expected"
                  .formatted(port))
          .hasMessageContaining("--web-port");
    }
    assertThatThrownBy(() -> start(config("127.0.0.1:7070", 7070, null)))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("web-port: 7070 is the port of --listen (expected: another");
    assertThat(headwaterThreads()).isEqualTo(before);
  }

  @Test
  void addressThatIsNoneIsRefused() {
    assertThatThrownBy(() -> start(config("here", -1, null)))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("listen: 'here' (expected: host:port");
    assertThatThrownBy(() -> start(config("no.such.host.invalid:1", -1, null)))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("no host is called no.such.host.invalid");
  }

  @Test
  void metricsAndHealthAnswer() throws Exception {
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0", 0, 2, 2, Duration.ofSeconds(30), Duration.ofSeconds(30), null, null);
    try (var live = new LiveRun(config, Sample.run(16, Sample.LABELS), 2)) {
      var reports = live.train(Sample.plan(2, new CohortSize.All()), EvaluateClients.EVERY_ROUND);
      live.waitsFor("0 of 2 enrolled");
      assertThat(get(live.server.webPort(), "/healthz"))
          .isEqualTo("{\"status\":\"up\",\"version\":\"test\"}");
      Sample.names(2).forEach((String name) -> live.launch(name));
      RoundReport last = LiveRun.soon(reports).get(1);
      String metrics = get(live.server.webPort(), "/metrics");
      assertThat(metrics)
          .contains("headwater_rounds_total 2.0")
          .contains("headwater_round 2.0")
          .contains("headwater_contributions_total{outcome=\"accepted\"} 4.0")
          .contains("headwater_contributions_total{outcome=\"refused\"} 0.0")
          .contains(
              "headwater_eval_accuracy " + Objects.requireNonNull(last.evaluation()).accuracy());
      for (Meters meter : Meters.values()) {
        assertThat(metrics).contains(meter.meterName().replace('.', '_'));
      }
    }
  }

  @Test
  void watchersGetTheReportsAndTheHeadIsServed() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), Sample.run(16, Sample.LABELS), 2)) {
      var stub = live.stub();
      var watched = stub.watch(WatchRequest.getDefaultInstance());
      var reports = live.train(Sample.plan(2, new CohortSize.All()), EvaluateClients.LAST_ROUND);
      ModelRequest head =
          ModelRequest.newBuilder().setHead(CurrentHead.getDefaultInstance()).build();
      Sample.names(2).forEach((String name) -> live.launch(name));
      List<RoundReport> expected = LiveRun.soon(reports);
      List<WatchEvent> seen = new ArrayList<>();
      watched.forEachRemaining(seen::add);
      assertThat(seen.get(0).hasStatus()).isTrue();
      assertThat(seen.stream().filter(WatchEvent::hasRound).map(WatchEvent::getRound))
          .containsExactly(
              WatchCodec.encode(expected.get(0), Double.POSITIVE_INFINITY),
              WatchCodec.encode(expected.get(1), Double.POSITIVE_INFINITY));
      RunStatus last = seen.get(seen.size() - 1).getStatus();
      assertThat(last.getPhase()).isEqualTo(RunStatus.Phase.FINISHED);
      assertThat(last.getSentence()).isEqualTo("done");
      List<ModelPart> parts = new ArrayList<>();
      stub.getModel(head).forEachRemaining(parts::add);
      assertThat(parts.get(0).getHead().getRound()).isEqualTo(2);
      assertThat(RunCodec.decodeHead(parts)).isEqualTo(expected.get(1).parameters());
    }
  }

  @Test
  void tokenGuardsDescriptionHeadAndWatch() {
    try (var live =
        new LiveRun(config("127.0.0.1:0", -1, "secret"), Sample.run(16, Sample.LABELS), 1)) {
      var stub = live.stub();
      ModelRequest describe =
          ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build();
      assertThatThrownBy(() -> stub.getModel(describe).next())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
      assertThatThrownBy(() -> stub.watch(WatchRequest.getDefaultInstance()).next())
          .hasMessageContaining("token: none");
      assertThat(stub.getModel(describe.toBuilder().setToken("secret").build()).next().hasRun())
          .isTrue();
    }
  }

  @Test
  void clientWithoutTheBackboneFetchesItByItsDigest(@TempDir Path folder) throws Exception {
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("backbone.safetensors"), bytes);
    RunDescription plain = Sample.run(16, Sample.LABELS);
    RunDescription run =
        new RunDescription(
            plain.runId(),
            plain.softwareVersion(),
            plain.labels(),
            plain.imageSize(),
            plain.mean(),
            plain.std(),
            new BackboneDescription(Sample.DIGEST, "sample", 16, true),
            plain.holdoutShare(),
            plain.seed(),
            false,
            "linear",
            "memory-1");
    var work = Executors.newSingleThreadExecutor();
    Path fetched = folder.resolve("cache/fetched.safetensors");
    try (var server =
        CoordinatorServer.start(Sample.config(1, 1), run, file, WaitingListener.NONE)) {
      ManagedChannel channel = Channels.open("127.0.0.1:" + server.port(), work);
      try (var node =
          new ClientNode(
              new ClientSettings("client-0", null, "test", Backoff.forEver()),
              channel,
              (description, backbone) -> {
                backbone.to(fetched);
                return Sample.data("client-0", 16);
              },
              ClientListener.NONE,
              work,
              Delay.REAL)) {
        CompletableFuture<NodeOutcome> outcome = node.start();
        server.cohort().population(1);
        server.finish("enough");
        assertThat(LiveRun.soon(outcome)).isEqualTo(new NodeOutcome.Finished("enough"));
        assertThat(fetched).hasBinaryContent(bytes);
        try (var left = Files.list(folder.resolve("cache"))) {
          assertThat(left).containsExactly(fetched);
        }
        var stub = dev.headwater.v1.FederationGrpc.newBlockingStub(channel);
        ModelRequest other =
            ModelRequest.newBuilder()
                .setBackbone(BackboneFile.newBuilder().setDigest("00"))
                .build();
        assertThatThrownBy(() -> stub.getModel(other).next())
            .hasMessageContaining("backbone: 00 is not served here (expected: " + Sample.DIGEST);
      } finally {
        channel.shutdownNow();
      }
    } finally {
      work.shutdownNow();
    }
  }

  @Test
  void closingLeavesNoThreadsAndFreesThePorts() throws Exception {
    Set<String> before = headwaterThreads();
    int port;
    int webPort;
    try (var server = start(config("127.0.0.1:0", 0, null))) {
      port = server.port();
      webPort = server.webPort();
      assertThat(get(webPort, "/healthz")).contains("up");
      ManagedChannel channel = Channels.open("127.0.0.1:" + port, Runnable::run);
      var client = new RawClient("client-0", channel).join();
      assertThat(headwaterThreads().size()).isGreaterThan(before.size());
      server.finish("bye");
      assertThat(LiveRun.soon(client.ended)).isEqualTo(Status.OK);
      assertThat(
              client.next(dev.headwater.v1.Assignment.WorkCase.FINISHED).getFinished().getSummary())
          .isEqualTo("bye");
      channel.shutdownNow();
    }
    for (int freed : new int[] {port, webPort}) {
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), freed))
          .isInstanceOf(IOException.class);
    }
    assertThat(headwaterThreads()).isEqualTo(before);
  }

  @Test
  void closingWithoutFinishingTellsClientsToComeBack() throws Exception {
    var server = start(config("127.0.0.1:0", -1, null));
    ManagedChannel channel = Channels.open("127.0.0.1:" + server.port(), Runnable::run);
    var client = new RawClient("client-0", channel).join();
    server.close();
    Status status = LiveRun.soon(client.ended);
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).contains("shutting down");
    channel.shutdownNow();
  }

  /** Ours, and Armeria's acceptor, which names itself after the port. */
  private static Set<String> headwaterThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("headwater-") || name.startsWith("armeria-boss"))
        .collect(Collectors.toSet());
  }

  /** As with --keep-serving: the log of the run is closed, and the doors stay open. */
  @Test
  void whoComesAfterTheEndIsToldSoAlsoOnceTheLogIsClosed(@TempDir Path run) throws Exception {
    try (var live =
        new LiveRun(Sample.config(2, 2), Sample.run(Sample.FEATURES, Sample.LABELS), 3)) {
      AuditFile log = AuditFile.open(run, Clock.systemUTC());
      live.server.audit().begin(log, "run-1", "1");
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      live.launch("client-0");
      live.launch("client-1");
      LiveRun.soon(reports);
      String head = live.server.audit().end();
      log.close();

      RawClient late = new RawClient("client-2", live.channel()).join();
      assertThat(LiveRun.soon(late.ended)).isEqualTo(Status.OK);
      assertThat(AuditFile.read(run).head()).isEqualTo(head);
    }
  }

  @Test
  void whoComesToARunThatHasStoppedIsToldWhyAndWaits() throws Exception {
    try (var live =
        new LiveRun(Sample.config(2, 2), Sample.run(Sample.FEATURES, Sample.LABELS), 3)) {
      RawClient before = new RawClient("client-0", live.channel()).join();
      live.server.stop("The run has stopped: too few. Its audit log ends with 0f.");
      RawClient after = new RawClient("client-1", live.channel()).join();
      for (RawClient client : List.of(before, after)) {
        assertThat(client.next(Assignment.WorkCase.WAIT).getWait().getReason())
            .endsWith("ends with 0f.");
        assertThat(client.ended).isNotDone();
      }
      live.server.close();
      Status status = LiveRun.soon(before.ended);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription())
          .isEqualTo(
              "The run has stopped: too few. Its audit log ends with 0f. The coordinator is shutting down; it may come back.");
    }
  }
}
