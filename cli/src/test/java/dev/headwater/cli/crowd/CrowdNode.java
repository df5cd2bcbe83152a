package dev.headwater.cli.crowd;

import dev.headwater.client.ClientListener;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.policy.Demands;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.signing.ClientKey;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node with a connection of its own. A crash is what the coordinator sees of one: the
 * connection is gone in the middle of whatever it was, and a new process comes with the same name,
 * key and pictures, and no memory of what it has sent.
 */
final class CrowdNode {
  /** What all nodes of a process share. */
  record Shared(
      String target,
      CrowdData data,
      Traffic traffic,
      Executor work,
      ScheduledExecutorService timer) {}

  private static final Duration SLOW = Duration.ofSeconds(3);

  private final int index;
  private final String name;
  private final CrowdRole role;
  private final Shared shared;
  private final ClientKey key = ClientKey.fresh();
  private final LabelledFeatures features;
  private volatile @Nullable Life life;
  private volatile boolean over;
  private volatile int crashedIn;

  CrowdNode(int index, CrowdRole role, Shared shared) {
    this.index = index;
    this.name = name(index);
    this.role = role;
    this.shared = shared;
    this.features = shared.data().of(role, name);
  }

  static String name(int index) {
    return "node-%05d".formatted(index);
  }

  /** From one start to its crash, or to the end of the run. */
  private final class Life implements ClientListener {
    private final ManagedChannel channel = Channels.open(shared.target(), shared.work());
    private final Wire wire = new Wire(channel, shared.traffic(), role, this::sent);
    private final ClientNode node =
        new ClientNode(
            new ClientSettings(
                    name,
                    null,
                    "test",
                    new Backoff(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        0.9,
                        0,
                        () -> ThreadLocalRandom.current().nextDouble()),
                    Demands.NONE)
                .withKey(key),
            ClientInterceptors.intercept(channel, wire),
            (run, backbone) ->
                new PreparedData(
                    run.backbone().digest(),
                    features,
                    LabelledFeatures.none(CrowdData.FEATURES),
                    DataIdentity.SIMULATED),
            this,
            this::execute,
            Delay.REAL);

    /** The process is gone: nothing that waited runs any more. */
    private void execute(Runnable task) {
      Runnable alive =
          () -> {
            if (!wire.cut()) {
              task.run();
            }
          };
      if (role == CrowdRole.SLOW) {
        var unused =
            shared
                .timer()
                .schedule(
                    () -> shared.work().execute(alive), SLOW.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        shared.work().execute(alive);
      }
    }

    @Override
    public void training(int round) {
      crash(this, round, CrashPoint.BEFORE_ITS_ANSWER);
    }

    private void sent(int round) {
      crash(this, round, CrashPoint.BEFORE_ITS_RECEIPT);
    }

    @Override
    public void submitted(int round, Receipt receipt) {
      crash(this, round, CrashPoint.AFTER_ITS_RECEIPT);
    }

    private void end() {
      wire.die();
      channel.shutdownNow();
      node.close();
    }
  }

  void start() {
    if (!over) {
      Life next = new Life();
      life = next;
      var unused = next.node.start();
    }
  }

  private void crash(Life mine, int round, CrashPoint point) {
    if (round <= crashedIn || CrashPoint.of(index, round) != point || over) {
      return;
    }
    crashedIn = round;
    shared.traffic().crash(point);
    mine.wire.die(); // from here on nothing goes out
    long pause = ThreadLocalRandom.current().nextLong(100, 600);
    shared.timer().execute(mine::end);
    var unused = shared.timer().schedule(this::start, pause, TimeUnit.MILLISECONDS);
  }

  void stop() {
    over = true;
    Life last = life;
    if (last != null) {
      last.end();
    }
  }
}
