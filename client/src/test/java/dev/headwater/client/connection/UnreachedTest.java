package dev.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.ModelRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a client says of a coordinator that cannot be reached. */
final class UnreachedTest {
  private static Status ask(String target) {
    ManagedChannel channel = Channels.open(target, Runnable::run);
    try {
      var stub = FederationGrpc.newBlockingStub(channel);
      ModelRequest request =
          ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build();
      return catchThrowableOfType(
              StatusRuntimeException.class, () -> stub.getModel(request).hasNext())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aPortThatNobodyListensOnIsNamedWithItsHost() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Status status = ask("localhost:" + port);
    assertThat(Statuses.sentence(status))
        .startsWith("coordinator: nobody listens at localhost, port " + port + " (expected: ");
    assertThat(Statuses.isFinal(status)).isFalse();
  }

  @Test
  void aHostThatNobodyKnowsIsNamedAndNothingElseIsLogged() {
    List<LogRecord> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger("io.grpc").addHandler(handler);
    try {
      assertThat(Statuses.sentence(ask("nosuchhost.invalid:7070")))
          .startsWith("coordinator: no host is called nosuchhost.invalid (expected: ")
          .doesNotContain("Unable");
    } finally {
      Logger.getLogger("io.grpc").removeHandler(handler);
    }
    assertThat(logged).isEmpty();
  }
}
