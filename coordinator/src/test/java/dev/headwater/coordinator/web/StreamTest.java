package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.RoundReport;
import dev.headwater.v1.WatchEvent;
import dev.headwater.v1.WatchRequest;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamTest {
  /** What a request is given elsewhere; a stream must outlive it. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final class Watching extends FederationGrpc.FederationImplBase {
    final CompletableFuture<StreamObserver<WatchEvent>> stream = new CompletableFuture<>();

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
      observer.onNext(
          WatchEvent.newBuilder().setRound(RoundReport.newBuilder().setRound(1)).build());
      stream.complete(observer);
    }
  }

  @Test
  void streamsOutliveThePatienceOfOtherRequests() throws Exception {
    var service = new Watching();
    try (var site = new FakeSite()) {
      site.federation = service;
      site.patience = PATIENCE;
      Iterator<WatchEvent> reports =
          GrpcClients.builder("gproto-web+h1c://127.0.0.1:" + site.port().port())
              .responseTimeoutMillis(0)
              .build(FederationGrpc.FederationBlockingStub.class)
              .watch(WatchRequest.getDefaultInstance());
      assertThat(reports.next().getRound().getRound()).isEqualTo(1);
      // A request whose body never comes is given up after the patience, and began after the
      // stream: by then the stream would have been given up too.
      try (var stalled = new Socket(InetAddress.getLoopbackAddress(), site.port().port())) {
        stalled
            .getOutputStream()
            .write(
                "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = stalled.getInputStream();
        assertThat(new String(in.readNBytes(12), StandardCharsets.ISO_8859_1))
            .isEqualTo("HTTP/1.1 408");
      }
      StreamObserver<WatchEvent> stream = service.stream.get(60, TimeUnit.SECONDS);
      stream.onNext(WatchEvent.newBuilder().setRound(RoundReport.newBuilder().setRound(2)).build());
      stream.onCompleted();
      assertThat(reports.next().getRound().getRound()).isEqualTo(2);
      assertThat(reports.hasNext()).isFalse();
    }
  }
}
