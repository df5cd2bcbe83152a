package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.headwater.coordinator.web.uploads.Uploads;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.Submission;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers, without a token, who begin requests and do not end them. */
@Timeout(60)
class UploadsTest {
  private static final int BODY = 1 << 20;

  /** Answers every submission. */
  private static final class Receiving extends FederationGrpc.FederationImplBase {
    @Override
    public void submit(Submission request, StreamObserver<Receipt> observer) {
      observer.onNext(Receipt.newBuilder().setStatus(Receipt.Status.ACCEPTED).build());
      observer.onCompleted();
    }
  }

  /** Headers of a submission of {@code length} bytes, and {@code sent} of them. */
  private static Socket begin(FakeSite site, int length, int sent) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port().port());
    String head =
        """
        POST /headwater.v1.Federation/Submit HTTP/1.1
        Host: localhost
        Content-Type: application/grpc-web+proto
        Content-Length: %d

        """
            .replace("\n", "\r\n");
    socket.getOutputStream().write(head.formatted(length).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[sent]);
    return socket;
  }

  /** Waits for the answer; a reset is one too. */
  private static void awaitAnswer(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isNotNegative();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static Receipt submitted(FakeSite site) {
    return GrpcClients.builder("gproto-web+h1c://127.0.0.1:" + site.port().port())
        .build(FederationGrpc.FederationBlockingStub.class)
        .submit(Submission.getDefaultInstance());
  }

  @Test
  void aBodyThatDoesNotComeIsWaitedForSoLongAndNoLonger() throws Exception {
    try (var site = new FakeSite()) {
      site.federation = new Receiving();
      site.uploads = new Uploads(Duration.ofMillis(300), Long.MAX_VALUE);
      try (Socket slow = begin(site, BODY, 10)) {
        awaitAnswer(slow);
      }
      while (site.uploads.held() > 0) {
        Thread.onSpinWait();
      }
      assertThat(submitted(site).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
    }
  }

  @Test
  void bodiesOnTheirWayHoldSoManyBytesTogetherAndNoMore() throws Exception {
    try (var site = new FakeSite()) {
      site.federation = new Receiving();
      site.uploads = new Uploads(Duration.ofMinutes(5), 3 * BODY); // longer than this test may take
      List<Socket> all = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          all.add(begin(site, 2 * BODY, BODY / 2));
        }
        Socket beyond = begin(site, 4 * BODY, 2 * BODY);
        all.add(beyond);
        awaitAnswer(beyond);
        assertThat(site.uploads.held()).isLessThanOrEqualTo(3 * BODY);
        assertThat(submitted(site).getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      } finally {
        for (Socket one : all) {
          one.close();
        }
      }
    }
  }
}
