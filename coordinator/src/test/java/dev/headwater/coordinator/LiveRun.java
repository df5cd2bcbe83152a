package dev.headwater.coordinator;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.coordinator.concurrent.CoordinatorThreads;
import dev.headwater.coordinator.concurrent.FakeTimer;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.FederationGrpc;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A coordinator on a real socket, nodes around it, and a Federation on a thread of its own. */
public final class LiveRun implements AutoCloseable {
  public static final long PATIENCE_SECONDS = 60;

  private static final Pattern PAUSE = Pattern.compile("begins in (\\d+) s, or when a client");
  private static final Map<String, ClientKey> KEYS = new ConcurrentHashMap<>();

  public final FakeTimer timer = new FakeTimer();
  public final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
  public final CoordinatorServer server;
  public final ExecutorService work;
  private final RunDescription run;
  private final CoordinatorThreads threads = new CoordinatorThreads();
  private final ExecutorService main = Executors.newSingleThreadExecutor();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<ClientNode> nodes = new ArrayList<>();
  private final List<CompletableFuture<NodeOutcome>> outcomes = new ArrayList<>();

  public LiveRun(CoordinatorConfig config, RunDescription run, int workThreads) {
    this.run = run;
    this.work = Executors.newFixedThreadPool(workThreads);
    this.server = new CoordinatorServer(config, run, null, this::waiting, null, timer, threads);
  }

  /** Pauses after rounds without a sum are over at once, as nothing else happens in them. */
  private void waiting(String sentence) {
    waits.add(sentence);
    Matcher pause = PAUSE.matcher(sentence);
    if (pause.find()) {
      timer.advance(Duration.ofSeconds(Long.parseLong(pause.group(1))));
    }
  }

  /** The same for a name in every run, as on a node's disk. */
  public static ClientKey key(String name) {
    return KEYS.computeIfAbsent(name, any -> ClientKey.fresh());
  }

  public ManagedChannel channel() {
    ManagedChannel channel = Channels.open("127.0.0.1:" + server.port(), work);
    channels.add(channel);
    return channel;
  }

  /** So many clients that do by hand what a node does, each on a connection of its own. */
  public List<RawClient> join(int clients) throws InterruptedException {
    List<RawClient> raw = new ArrayList<>();
    for (String name : Sample.names(clients)) {
      raw.add(new RawClient(name, channel()).join());
    }
    return raw;
  }

  public FederationGrpc.FederationBlockingStub stub() {
    return FederationGrpc.newBlockingStub(channel());
  }

  public ClientNode node(String name, ClientListener listener) {
    return node(name, listener, channel());
  }

  public ClientNode node(String name, ClientListener listener, ManagedChannel channel) {
    // Retries at once: the tests' time is too dear for waiting.
    Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), 0, 0, () -> 0);
    return node(
        new ClientSettings(name, null, "test", backoff).withKey(key(name)), listener, channel);
  }

  public ClientNode node(ClientSettings settings, ClientListener listener, ManagedChannel channel) {
    ClientNode node =
        new ClientNode(
            settings,
            channel,
            (description, backbone) -> Sample.data(settings.name(), run.backbone().features()),
            listener,
            work,
            Delay.REAL);
    nodes.add(node);
    return node;
  }

  /** Starts a node whose outcome is only looked at for defects, when the run is closed. */
  public void launch(ClientNode node) {
    outcomes.add(node.start());
  }

  public void launch(String name) {
    launch(node(name, ClientListener.NONE));
  }

  public CompletableFuture<NodeOutcome> start(String name) {
    return node(name, ClientListener.NONE).start();
  }

  /** All rounds on the run's own thread; finishes the run. */
  public CompletableFuture<List<RoundReport>> train(RunBuilder plan, EvaluateClients evaluate) {
    return train(plan, evaluate, report -> {});
  }

  public CompletableFuture<List<RoundReport>> train(
      RunBuilder plan, EvaluateClients evaluate, RoundListener extra) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<RoundReport> reports = new ArrayList<>();
          try {
            server.cohort().awaitLabels();
            new Federation(
                    plan.scoring(evaluate).build(),
                    entry -> {}, // nothing outlives a test
                    List.of(),
                    server.cohort(),
                    null,
                    List.of(server.roundListener(), reports::add, extra),
                    timer::nanoTime)
                .run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          server.finish("done");
          return reports;
        },
        main);
  }

  public static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The first sentence that the run waits with which contains {@code text}. */
  public String waitsFor(String text) throws InterruptedException {
    while (true) {
      String sentence = waits.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (sentence == null) {
        throw new AssertionError("the run never waited with: " + text);
      }
      if (sentence.contains(text)) {
        return sentence;
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(ClientNode::close);
    outcomes.forEach(CompletableFuture::join);
    server.close();
    channels.forEach(ManagedChannel::shutdownNow);
    main.shutdownNow();
    work.shutdownNow();
  }
}
