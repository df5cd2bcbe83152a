package dev.headwater.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.nodes.FolderPreparer;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.sources.folder.LabelMap;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A coordinator and its clients on sockets of the loopback interface, in this process. */
final class LiveRun implements AutoCloseable {
  private final Path shares;
  private final int port;
  private final CompletableFuture<CommandRun> coordinator;
  private final List<Node> nodes = new ArrayList<>();

  /** Begins to listen. */
  LiveRun(Path folder, Path out, String flags) throws IOException {
    this.shares = shares(folder);
    try (ServerSocket socket = new ServerSocket(0)) {
      this.port = socket.getLocalPort();
    }
    List<String> args = new ArrayList<>();
    args.addAll(List.of("coordinator", "--listen", "127.0.0.1:" + port, "--min-clients", "4"));
    args.addAll(List.of("--quorum", "2", "--deadline", "2s", "--format", "json", "--quiet"));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--local-epochs", "1"));
    args.addAll(List.of("--start", "zero", "--standardise", "none", "--out", out.toString()));
    args.addAll(TestCache.flags());
    args.addAll(List.of(flags.split(" ")));
    this.coordinator =
        CompletableFuture.supplyAsync(
            () -> CommandRun.of(args.toArray(String[]::new)), work -> new Thread(work).start());
  }

  /** A folder for each of four clients, and one of test pictures. */
  static Path shares(Path folder) {
    Path shares = folder.resolve("shares");
    if (!Files.exists(shares)) {
      CommandRun.of("partition", "--data", Recorded.DATA, "--export", shares.toString());
    }
    return shares;
  }

  private final class Node {
    private final Workers work;
    private final ManagedChannel channel;
    private final ClientNode node;

    Node(String name, Conduct conduct, int leavesIn) {
      this.work = new Workers(name, 2);
      this.channel = Channels.open("127.0.0.1:" + port, work.executor());
      this.node =
          new ClientNode(
              new ClientSettings(
                      name,
                      null,
                      "test",
                      new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), 0, 0, () -> 0))
                  .withKey(ClientKey.fresh())
                  .behaving(conduct),
              channel,
              new FolderPreparer(
                  shares.resolve(name).toString(),
                  LabelMap.NONE,
                  name,
                  null,
                  Path.of(TestCache.path()),
                  1,
                  RunView.silent()),
              new Leaver(leavesIn),
              work.executor(),
              Delay.REAL);
    }

    /** Whoever leaves does so when its training begins. */
    private final class Leaver implements ClientListener {
      private final int round;

      Leaver(int round) {
        this.round = round;
      }

      @Override
      public void training(int number) {
        if (number == round) {
          end();
        }
      }
    }

    void end() {
      node.stop();
      channel.shutdownNow();
      work.close();
    }
  }

  LiveRun with(String name) {
    return with(name, Conduct.HONEST, 0);
  }

  /**
   * A client joins.
   *
   * @param leavesIn the round in which it leaves in the middle of its work; 0 for never
   */
  LiveRun with(String name, Conduct conduct, int leavesIn) {
    Node node = new Node(name, conduct, leavesIn);
    nodes.add(node);
    var unused = node.node.start();
    return this;
  }

  /** Waits for the end. */
  void finish() throws Exception {
    CommandRun done = coordinator.get();
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  @Override
  public void close() {
    nodes.forEach(Node::end);
  }
}
