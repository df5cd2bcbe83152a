package dev.headwater.simulations.experiment;

import dev.headwater.client.Backoff;
import dev.headwater.client.Channels;
import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.DataPreparer;
import dev.headwater.client.Delay;
import dev.headwater.client.LabelledFeatures;
import dev.headwater.client.PreparedData;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.WaitingListener;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Aggregate;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.RunDescription;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * The same clients behind real sockets: a coordinator on the loopback interface and one node a
 * client in this process, sharing a connection and the worker threads. Slower than {@link
 * LocalCohort}, and the same result bit for bit.
 */
public final class GrpcCohort implements Cohort, AutoCloseable {
  /**
   * Nothing is late in a simulation: a client that never answers is a defect, and the test that
   * meets it should end.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final CoordinatorServer server;
  private final ManagedChannel channel;
  private final List<ClientNode> nodes = new ArrayList<>();

  /** Starts the coordinator and all nodes. */
  public GrpcCohort(RunDescription run, SortedMap<String, ClientData> clients, Workers workers) {
    CoordinatorConfig config =
        new CoordinatorConfig(
            "127.0.0.1:0", -1, clients.size(), clients.size(), PATIENCE, PATIENCE, PATIENCE, null);
    server = CoordinatorServer.start(config, run, null, WaitingListener.NONE);
    channel = Channels.open("127.0.0.1:" + server.port(), workers.executor());
    clients.forEach(
        (name, data) -> {
          ClientNode node =
              new ClientNode(
                  new ClientSettings(name, null, run.softwareVersion(), Backoff.forEver()),
                  channel,
                  preparer(run, data),
                  ClientListener.NONE,
                  workers.executor(),
                  Delay.REAL);
          nodes.add(node);
          node.start();
        });
  }

  private static DataPreparer preparer(RunDescription own, ClientData data) {
    return (run, backbone) ->
        new PreparedData(
            run.backbone().digest(),
            labelled(data.train(), own.labels()),
            labelled(data.heldOut(), own.labels()));
  }

  private static LabelledFeatures labelled(Examples examples, List<String> labels) {
    String[] names = new String[examples.size()];
    Arrays.setAll(names, i -> labels.get(examples.label(i)));
    return new LabelledFeatures(examples.matrix(), List.of(names), examples.width());
  }

  /** What the coordinator's own pages and meters are fed by. */
  public RoundListener listener() {
    return server.roundListener();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    return server.cohort().population(round);
  }

  @Override
  public Aggregate gather(RoundTask task) throws InterruptedException {
    return server.cohort().gather(task);
  }

  @Override
  public SortedMap<String, Evaluation> evaluate(int round, Parameters parameters)
      throws InterruptedException {
    return server.cohort().evaluate(round, parameters);
  }

  @Override
  public void close() {
    server.finish("The simulation is over.");
    nodes.forEach(ClientNode::close);
    channel.shutdownNow();
    server.close();
  }
}
