package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.grpc.Doorkeeper;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.proto.signing.ClientKey;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers who join in numbers. */
class JoinFloodTest {
  private static LiveRun live(JoinLimits limits) {
    return new LiveRun(
        Sample.config(2, 2)
            .withSecurity(new CoordinatorSecurity(null, null, null, Map.of(), limits)),
        Sample.run(Sample.FEATURES, Sample.LABELS),
        1);
  }

  @Test
  void oneAddressJoinsSoOftenAMinuteAndLaterAgain() throws Exception {
    try (var live = live(new JoinLimits(1000, 3, 100, 100, 10, 1000))) {
      var channel = live.channel();
      for (int i = 0; i < 3; i++) {
        new RawClient("client-" + i, channel).join();
      }
      RawClient fourth = new RawClient("client-3", channel);
      fourth.open(fourth.signed(fourth.request()));
      Status refused = LiveRun.soon(fourth.ended);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getDescription()).contains("more than 3 from one address in a minute");

      live.timer.advance(Duration.ofMinutes(1));
      assertThat(new RawClient("client-3", channel).join().session).isNotEmpty();
    }
  }

  @Test
  void namesAreBoundToSoManyKeysAtMost() throws Exception {
    try (var live = live(new JoinLimits(2, 100, 100, 100, 10, 1000))) {
      var channel = live.channel();
      new RawClient("client-0", channel).join();
      new RawClient("client-1", channel).join();
      RawClient third = new RawClient("stranger", channel);
      third.key = ClientKey.fresh();
      third.open(third.signed(third.request()));

      assertThat(LiveRun.soon(third.ended).getDescription())
          .contains("2 names have joined (expected: at most 2", "--max-clients");
      assertThat(new RawClient("client-1", channel).join().session).isNotEmpty();
    }
  }

  /** As behind one router: whoever is beyond the bound is told, and finds room once there is. */
  @Test
  void oneAddressHasSoManyConnectionsAndAnotherOnceOneIsClosed() throws Exception {
    try (var live = live(new JoinLimits(1000, 100, 2, 100, 10, 1000))) {
      var first = live.channel();
      RawClient leaver = new RawClient("client-0", first).join();
      new RawClient("client-1", live.channel()).join();
      var beyond = live.channel();
      Status refused = ended(beyond);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getDescription()).contains("connections: more than 2 from one address");

      first.shutdownNow();
      LiveRun.soon(leaver.ended);
      assertThat(ended(beyond).getCode())
          .as("the connection is still the one that was beyond the bound")
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      live.timer.advance(Doorkeeper.TOLD);
      Status again = ended(beyond);
      while (again.getCode() != Status.Code.INVALID_ARGUMENT) { // for its missing key alone
        assertThat(again.getCode()) // until its old connection is closed
            .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAVAILABLE);
        live.timer.advance(Doorkeeper.TOLD);
        again = ended(beyond);
      }
    }
  }

  private static Status ended(ManagedChannel channel) throws Exception {
    RawClient client = new RawClient("client-2", channel);
    client.open(client.request().build());
    return LiveRun.soon(client.ended);
  }

  /** Descriptors are what runs out: connections that say nothing count from the first moment. */
  @Test
  void connectionsThatSayNothingCountAndAreClosed() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (var live = live(new JoinLimits(1000, 100, 2, 100, 10, 1000))) {
      for (int i = 0; i < 40; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), live.server.port()));
      }
      for (Socket one : sockets.subList(20, 40)) {
        awaitClosed(one); // at once
      }
      live.timer.advance(Doorkeeper.TOLD);
      for (Socket one : sockets.subList(2, 20)) {
        awaitClosed(one);
      }
      assertThat(sockets.subList(0, 2)).allMatch(JoinFloodTest::isOpen);
      for (Socket one : sockets) {
        one.close(); // before the coordinator, which would wait for them
      }
    }
  }

  /** Connections that were closed at once are gone at once: their address is not locked out. */
  @Test
  @Timeout(LiveRun.PATIENCE_SECONDS)
  void anAddressThatFloodedConnectsAgainOnceItsConnectionsAreClosed() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (var live = live(new JoinLimits(1000, 100, 2, 100, 10, 1000))) {
      for (int i = 0; i < 60; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), live.server.port()));
      }
      for (Socket one : sockets.subList(20, 60)) {
        awaitClosed(one);
      }
      for (Socket one : sockets) {
        one.close();
      }
      Status status = ended(live.channel());
      while (status.getCode() != Status.Code.INVALID_ARGUMENT) { // for its missing key alone
        live.timer.advance(Doorkeeper.TOLD);
        status = ended(live.channel());
      }
    }
  }

  /** Whoever opens calls and says nothing in them could keep them, and the memory they take. */
  @Test
  void aConnectionHasSoManyCallsAtOnceAndFurtherOnesWait() throws Exception {
    try (var live = live(new JoinLimits(1000, 100, 100, 2, 10, 1000))) {
      var channel = live.channel();
      RawClient first = new RawClient("client-0", channel).join();
      new RawClient("client-1", channel).join();
      RawClient third = new RawClient("client-2", channel);
      third.open(third.request().build());
      assertThat(new RawClient("client-3", live.channel()).join().session).isNotEmpty();
      assertThat(third.ended).as("it waits").isNotDone();

      live.server.finish("done");
      assertThat(LiveRun.soon(first.ended).isOk()).isTrue();
      assertThat(LiveRun.soon(third.ended).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  /** Whatever the coordinator greets with comes first. */
  private static void awaitClosed(Socket socket) throws IOException {
    try {
      socket.setSoTimeout((int) (LiveRun.PATIENCE_SECONDS * 1000));
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(100);
      socket.getInputStream().readAllBytes();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
