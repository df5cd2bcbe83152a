package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.CurrentHead;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Receipt;
import dev.headwater.v1.WatchEvent;
import dev.headwater.v1.WatchRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a page does, over gRPC-Web on HTTP/1.1, against the real service. */
class BrowserTest {
  private static CoordinatorConfig config(int clients, @Nullable String token) {
    return new CoordinatorConfig(
        "127.0.0.1:0",
        0,
        clients,
        clients,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        null,
        token);
  }

  private static <S> S stub(LiveRun live, Class<S> type) {
    return GrpcClients.builder("gproto-web+h1c://127.0.0.1:" + live.server.webPort())
        .responseTimeoutMillis(0)
        .maxResponseLength(0)
        .build(type);
  }

  private static RawClient client(LiveRun live, String name) {
    return client(live, name, Sample.FEATURES);
  }

  private static RawClient client(LiveRun live, String name, int features) {
    return new RawClient(
        name,
        stub(live, FederationGrpc.FederationStub.class),
        stub(live, FederationGrpc.FederationBlockingStub.class),
        features);
  }

  @Test
  void browserAndNativeClientTrainTogether() throws Exception {
    try (var live = new LiveRun(config(2, null), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      var web = stub(live, FederationGrpc.FederationBlockingStub.class);
      var watched = web.watch(WatchRequest.getDefaultInstance());
      RawClient browser = client(live, "client-0").join();
      live.launch("client-1");
      TrainTask task = browser.task();
      Receipt receipt = browser.submit(browser.submission(task));
      assertThat(receipt.getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      RoundReport report = LiveRun.soon(reports).get(0);
      assertThat(report.aggregate().contributors()).containsExactly("client-0", "client-1");
      assertThat(LiveRun.soon(browser.ended)).isEqualTo(Status.OK);
      WatchEvent told = watched.next();
      while (!told.hasRound()) {
        told = watched.next();
      }
      assertThat(told.getRound().getContributed()).isEqualTo(2);
      List<ModelPart> head = new ArrayList<>();
      web.getModel(ModelRequest.newBuilder().setHead(CurrentHead.getDefaultInstance()).build())
          .forEachRemaining(head::add);
      assertThat(RunCodec.decodeHead(head)).isEqualTo(report.parameters());
    }
  }

  @Test
  void largeHeadsComeInPartsAndLargeSubmissionsGoInParts() throws Exception {
    int features = 200_000; // 2.4 MB
    try (var live = new LiveRun(config(1, null), Sample.run(features, Sample.LABELS), 1)) {
      var reports =
          live.train(
              Sample.plan(new LinearModel(3, features), 1, new CohortSize.All()),
              EvaluateClients.NEVER);
      RawClient browser = client(live, "client-0", features).join();
      TrainTask task = browser.task();
      assertThat(task.parameters().size()).isEqualTo(3 * features + 3);
      var messages = browser.submissions(browser.contribute(task), task);
      assertThat(messages.size()).isGreaterThan(2);
      Receipt last = Receipt.getDefaultInstance();
      for (var message : messages) {
        last = browser.submit(message);
      }
      assertThat(last.getStatus()).isEqualTo(Receipt.Status.ACCEPTED);
      LiveRun.soon(reports);
    }
  }

  @Test
  void closedTabIsTakenOff() throws Exception {
    try (var live = new LiveRun(config(2, null), Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient client = client(live, "client-0");
      byte[] join = client.signed(client.request()).toByteArray();
      byte[] frame =
          ByteBuffer.allocate(5 + join.length).put((byte) 0).putInt(join.length).put(join).array();
      try (var tab = new Socket(InetAddress.getLoopbackAddress(), live.server.webPort())) {
        OutputStream out = tab.getOutputStream();
        out.write(
            "POST /headwater.v1.Federation/Join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: %d\r\n\r\n"
                .formatted(frame.length)
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(frame);
        live.waitsFor("1 of 2 enrolled");
      }
      live.waitsFor("0 of 2 enrolled");
    }
  }

  @Test
  void abortedStreamIsTakenOffOverHttp2() throws Exception {
    try (var live = new LiveRun(config(2, null), Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient client = client(live, "client-0");
      var call = new CompletableFuture<ClientCallStreamObserver<JoinRequest>>();
      GrpcClients.builder("gproto-web+h2c://127.0.0.1:" + live.server.webPort())
          .responseTimeoutMillis(0)
          .build(FederationGrpc.FederationStub.class)
          .join(
              client.signed(client.request()),
              new ClientResponseObserver<JoinRequest, Assignment>() {
                @Override
                public void beforeStart(ClientCallStreamObserver<JoinRequest> stream) {
                  call.complete(stream);
                }

                @Override
                public void onNext(Assignment message) {}

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
              });
      live.waitsFor("1 of 2 enrolled");
      LiveRun.soon(call).cancel("the page aborts", null);
      live.waitsFor("0 of 2 enrolled");
    }
  }

  @Test
  void tokenIsAskedForAsOverGrpc() {
    try (var live =
        new LiveRun(config(1, "sesame"), Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      var web = stub(live, FederationGrpc.FederationBlockingStub.class);
      var describe = ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance());
      assertThatThrownBy(() -> web.getModel(describe.build()).next())
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAUTHENTICATED")
          .hasMessageContaining("token: none (expected: the coordinator's token");
      assertThat(web.getModel(describe.setToken("sesame").build()).next().getRun().getRunId())
          .isEqualTo("run-1");
    }
  }

  @Test
  void pageOfAnotherSiteIsRefused() {
    try (var live = new LiveRun(config(1, null), Sample.run(Sample.FEATURES, Sample.LABELS), 1)) {
      var foreign =
          GrpcClients.builder("gproto-web+h1c://127.0.0.1:" + live.server.webPort())
              .setHeader("origin", "https://evil.example")
              .build(FederationGrpc.FederationBlockingStub.class);
      var describe = ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build();
      assertThatThrownBy(() -> foreign.getModel(describe).next())
          .hasMessageContaining("PERMISSION_DENIED");
    }
  }
}
