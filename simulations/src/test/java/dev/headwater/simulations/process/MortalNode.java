package dev.headwater.simulations.process;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.FileMemory;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.client.policy.Demands;
import dev.headwater.files.disk.PowerCut;
import dev.headwater.secagg.TrustedIdentities;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node that is killed once, before a message that it would send or has been sent, or before a
 * step on its disk, and is started again at once: with its folder, and nothing else, as a new
 * process would.
 */
final class MortalNode {
  private final String name;
  private final int port;
  private final Path folder;
  private final int diesAt;
  private final ExecutorService work;
  private final AtomicInteger messages = new AtomicInteger();
  private final CompletableFuture<NodeOutcome> outcome = new CompletableFuture<>();

  /** The power of its folder; closed, with what it loses, when the node comes back. */
  private final PowerCut power;

  /**
   * A node that has not started.
   *
   * @param diesAt message before which it is killed, 1-based, 0 for none
   * @param power watches {@code folder}
   */
  MortalNode(String name, int port, Path folder, int diesAt, PowerCut power, ExecutorService work) {
    this.name = name;
    this.port = port;
    this.folder = folder;
    this.diesAt = diesAt;
    this.power = power;
    this.work = work;
  }

  /** How its last process ended. */
  CompletableFuture<NodeOutcome> outcome() {
    return outcome;
  }

  /** Messages until now, of all its processes. */
  int messages() {
    return messages.get();
  }

  void start() {
    Life life;
    try {
      life = new Life();
    } catch (PowerCut.Gone e) { // while it made its key
      power.close();
      life = new Life();
    }
    life.begin();
  }

  private final class Life {
    private final ManagedChannel channel = Channels.open("127.0.0.1:" + port, work);
    private final CountedWire wire =
        new CountedWire(() -> messages.incrementAndGet() == diesAt, this::die);
    private final ClientNode node =
        new ClientNode(
            new ClientSettings(
                    name,
                    null,
                    "test",
                    new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), 0, 0, () -> 0),
                    Demands.NONE,
                    null,
                    TrustedIdentities.none(),
                    run -> new FileMemory(folder.resolve("memory"), run),
                    new FileLedger(folder.resolve("ledger")))
                .withKey(new NodeFolder(folder, name).key()),
            ClientInterceptors.intercept(channel, wire),
            (run, backbone) -> SmallRun.data(name),
            ClientListener.NONE,
            this::execute,
            Delay.REAL);

    void begin() {
      var unused =
          node.start()
              .whenComplete(
                  (how, defect) -> {
                    channel.shutdownNow();
                    if (defect != null) {
                      outcome.completeExceptionally(defect);
                    } else if (!wire.isCut()) {
                      outcome.complete(how);
                    }
                  });
    }

    private void execute(Runnable task) {
      work.execute(
          () -> {
            if (!wire.isCut()) {
              try {
                task.run();
              } catch (PowerCut.Gone e) {
                wire.cut();
                die();
              }
            }
          });
    }

    private void die() {
      work.execute(
          () -> {
            channel.shutdownNow();
            node.close();
            power.close();
            start();
          });
    }
  }
}
