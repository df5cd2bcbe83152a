package dev.headwater.simulations.cohorts;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.ClientLedger;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.policy.Demands;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.TrustedIdentities;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Simulated clients over real sockets: a coordinator on the loopback interface and one node per
 * client in this process, sharing a connection and the worker threads. Slower than {@link
 * dev.headwater.learning.cohorts.LocalCohort}, and the same result bit for bit.
 */
public final class GrpcCohort implements Cohort, AutoCloseable {
  /**
   * In a simulation no client is late: a client that never answers is a defect, and a test that
   * finds one should end.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final long FAREWELL_SECONDS = 5;

  private final CoordinatorServer server;
  private final ManagedChannel channel;
  private final List<ClientNode> nodes = new ArrayList<>();
  private final List<CompletableFuture<NodeOutcome>> ends = new ArrayList<>();
  private final Thread runner = Thread.currentThread();
  private final boolean everybodyCounts;
  private volatile @Nullable String failure;
  private volatile @Nullable RoundTask underWay;

  /**
   * Starts the coordinator and all nodes. The calling thread must be the one that runs the rounds:
   * it is interrupted if a node ends before the run does.
   *
   * @param run the run's description for clients, with its class names
   * @param clients the clients' examples, by name; at least one
   * @param memory the clients' memory between rounds
   * @param workers threads that train; stay open
   * @throws dev.headwater.files.UserDataException if no port can be opened
   */
  public GrpcCohort(
      RunDescription run,
      SortedMap<String, ClientExamples> clients,
      ClientMemory memory,
      Workers workers) {
    this(run, clients, memory, workers, Conduct.HONEST, 0, false);
  }

  /**
   * As the other one, with clients of which some attack. All of them have to answer the rounds that
   * they are asked in, if only to be refused.
   *
   * @param run the run's description for clients, with its class names
   * @param clients the clients' examples, by name; at least one
   * @param memory the clients' memory between rounds
   * @param workers threads that train; stay open
   * @param conduct how the clients answer
   * @param attackers how many of them a round may go on without
   * @param slow whether rounds name clients that do fewer local epochs
   */
  public GrpcCohort(
      RunDescription run,
      SortedMap<String, ClientExamples> clients,
      ClientMemory memory,
      Workers workers,
      Conduct conduct,
      int attackers,
      boolean slow) {
    this(
        run,
        clients,
        memory,
        workers,
        Math.max(1, clients.size() - attackers),
        PATIENCE,
        conduct,
        slow);
  }

  /**
   * As the other one, with rounds that go on without some clients.
   *
   * @param conduct how the clients answer
   * @param quorum the least number of clients that a round counts; below the number of clients, a
   *     node may end before the run does
   * @param deadline after which a round ends with those that have answered
   * @param slow whether rounds name clients that do fewer local epochs; they are then not honest
   *     nodes, which masks need
   */
  GrpcCohort(
      RunDescription run,
      SortedMap<String, ClientExamples> clients,
      ClientMemory memory,
      Workers workers,
      int quorum,
      Duration deadline,
      Conduct conduct,
      boolean slow) {
    everybodyCounts = quorum == clients.size();
    CoordinatorConfig config =
        new CoordinatorConfig(
                "127.0.0.1:0", -1, clients.size(), quorum, deadline, deadline, PATIENCE, null)
            .withSecurity(new CoordinatorSecurity(null, null, null, Map.of(), JoinLimits.NONE));
    server = CoordinatorServer.start(config, run, null, WaitingListener.NONE);
    channel = Channels.open("127.0.0.1:" + server.port(), workers.executor());
    clients.forEach(
        (name, data) -> {
          ClientNode node =
              new ClientNode(
                  new ClientSettings(
                          name,
                          null,
                          run.softwareVersion(),
                          Backoff.forEver(),
                          Demands.NONE,
                          null,
                          TrustedIdentities.none(),
                          any -> memory,
                          ClientLedger.NONE)
                      .behaving(slow ? paced(conduct) : conduct),
                  channel,
                  preparer(run, data),
                  ClientListener.NONE,
                  workers.executor(),
                  Delay.REAL);
          nodes.add(node);
          ends.add(node.start().whenComplete((outcome, defect) -> ended(name, outcome, defect)));
        });
  }

  /** The coordinator asks all for the same; how slow its node is, a simulated client knows here. */
  private Conduct paced(Conduct conduct) {
    return (client, examples, heldOut, task, memory) -> {
      RoundTask round = underWay;
      Integer epochs =
          round == null || round.round() != task.round() ? null : round.partial().get(client);
      TrainTask own = epochs == null ? task : task.withLocalEpochs(epochs);
      return conduct.answer(client, examples, heldOut, own, memory);
    };
  }

  /** Where everybody counts, a client that ends early is a defect: the run must not wait for it. */
  private void ended(String name, @Nullable NodeOutcome outcome, @Nullable Throwable defect) {
    if (defect != null || (everybodyCounts && outcome instanceof NodeOutcome.Refused)) {
      failure = "client %s ended: %s".formatted(name, defect == null ? outcome : defect);
      runner.interrupt();
    }
  }

  private <T> T watched(Work<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (InterruptedException e) {
      String why = failure;
      if (why != null) {
        throw new IllegalStateException(why, e);
      }
      throw e;
    }
  }

  private interface Work<T> {
    T run() throws InterruptedException;
  }

  private static DataPreparer preparer(RunDescription own, ClientExamples data) {
    return (run, backbone) ->
        new PreparedData(
            run.backbone().digest(),
            labelled(data.train(), own.labels()),
            labelled(data.heldOut(), own.labels()),
            DataIdentity.SIMULATED);
  }

  private static LabelledFeatures labelled(Examples examples, List<String> labels) {
    String[] names = new String[examples.size()];
    Arrays.setAll(names, i -> labels.get(examples.label(i)));
    return new LabelledFeatures(examples, List.of(names), users(examples));
  }

  /** Numbers in place of names, in the order in which they are counted. */
  private static List<String> users(Examples examples) {
    if (examples.users().isEmpty()) {
      return List.of();
    }
    String[] names = new String[examples.size()];
    for (int user = 0; user < examples.users().size(); user++) {
      for (int position : examples.users().get(user)) {
        names[position] = String.valueOf(user);
      }
    }
    return List.of(names);
  }

  /** {@return the listener that updates the coordinator's own pages and meters} */
  public RoundListener listener() {
    return server.roundListener();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    return watched(() -> server.cohort().population(round));
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    underWay = task;
    return watched(() -> server.cohort().gather(task, aggregator));
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return watched(() -> server.cohort().evaluate(task));
  }

  @Override
  public List<TimedAnswer> takeAnswers() {
    return server.cohort().takeAnswers();
  }

  @Override
  public void close() {
    server.finish("The simulation is over.");
    // Notify the nodes first; otherwise they would treat the closing of the ports as a failure.
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, FAREWELL_SECONDS, TimeUnit.SECONDS)
        .exceptionally(defect -> null)
        .join();
    nodes.forEach(ClientNode::close);
    channel.shutdownNow();
    server.close();
  }
}
