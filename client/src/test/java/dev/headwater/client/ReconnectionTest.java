package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Finished;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A node whose coordinator is away for a while. */
class ReconnectionTest {
  private static final int FAILURES = 8;

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<Server> server = new AtomicReference<>();

  /**
   * Delays take no time here, so that only a node that really connects at each attempt reaches a
   * coordinator that comes back between two of them.
   */
  @Test
  void theFirstAttemptAfterTheCoordinatorIsBackReachesIt() throws Exception {
    int port = freePort();
    ExecutorService work = Executors.newFixedThreadPool(2);
    ManagedChannel channel = Channels.open("localhost:" + port, work);
    var examples = new LabelledFeatures(new float[] {1, 0, 0, 1}, List.of("dog", "cat"), 2);
    var listener =
        new ClientListener() {
          @Override
          public void disconnected(String reason, Duration retryIn) {
            if (failures.incrementAndGet() == FAILURES) {
              begin(port);
            }
          }
        };
    try {
      NodeOutcome outcome =
          new ClientNode(
                  new ClientSettings("ann", null, "test", Backoff.forEver().upTo(FAILURES + 1)),
                  channel,
                  (run, backbone) ->
                      new PreparedData(
                          Loopback.DIGEST,
                          examples,
                          LabelledFeatures.none(2),
                          DataIdentity.SIMULATED),
                  listener,
                  work,
                  (wait, then) -> work.execute(then))
              .start()
              .get(60, TimeUnit.SECONDS);
      assertThat(outcome).isEqualTo(new NodeOutcome.Finished("bye"));
      assertThat(failures).hasValue(FAILURES);
    } finally {
      channel.shutdownNow();
      work.shutdownNow();
      Server begun = server.get();
      if (begun != null) {
        begun.shutdownNow();
      }
    }
  }

  private void begin(int port) {
    try {
      server.set(
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(new Brief())
              .build()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Welcomes whoever comes, and says that the run is over. */
  private static final class Brief extends FederationGrpc.FederationImplBase {
    @Override
    public void getModel(ModelRequest request, StreamObserver<ModelPart> observer) {
      observer.onNext(Loopback.described("run-1", Loopback.LABELS));
      observer.onCompleted();
    }

    @Override
    public void join(JoinRequest request, StreamObserver<Assignment> observer) {
      observer.onNext(Loopback.welcome("run-1", "s", Loopback.LABELS));
      observer.onNext(
          Assignment.newBuilder().setFinished(Finished.newBuilder().setSummary("bye")).build());
      observer.onCompleted();
    }
  }
}
