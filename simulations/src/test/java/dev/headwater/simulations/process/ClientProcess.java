package dev.headwater.simulations.process;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.client.policy.Demands;
import dev.headwater.client.policy.Limits;
import dev.headwater.client.policy.Masks;
import dev.headwater.secagg.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A node that stops for good, and says so, where it is to be killed. */
final class ClientProcess {
  private ClientProcess() {}

  /**
   * Takes the port, the name, the folder of keys, and the places where to die, such as {@code
   * 4:MASK}.
   */
  public static void main(String[] args) throws Exception {
    String name = args[1];
    List<String> places = Arrays.asList(args).subList(3, args.length);
    ExecutorService work = Executors.newFixedThreadPool(2);
    var node =
        new ClientNode(
            new ClientSettings(
                    name,
                    null,
                    "test",
                    new Backoff(Duration.ofMillis(50), Duration.ofMillis(500), 0, 0, () -> 0),
                    new Demands(new Masks(2, 0, 2), 0, 0, Limits.NONE))
                .withKey(new NodeFolder(Path.of(args[2]), name).key()),
            Channels.open("127.0.0.1:" + args[0], work),
            (run, backbone) -> SmallRun.data(name),
            new ClientListener() {
              @Override
              public void securing(int round, Stage stage) {
                String place = round + ":" + stage;
                if (places.contains(place)) {
                  System.out.println("AT " + place);
                  awaitDeath();
                }
              }
            },
            work,
            Delay.REAL);
    System.out.println("ENDED " + node.start().get());
    work.shutdownNow();
  }

  private static void awaitDeath() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
