package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.connection.Channels;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.v1.Assignment;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ports are open before rounds can be served, and say so. */
class ReadinessTest {
  private static final String WHY = "the coordinator reads its pictures";

  private static HttpResponse<String> get(CoordinatorServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(server.webPort(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void coordinatorThatPreparesIsAliveNotReadyAndTellsItsClientsWhy() throws Exception {
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0", 0, 1, 1, Duration.ofSeconds(30), Duration.ofSeconds(30), null, null);
    try (CoordinatorServer server =
        CoordinatorServer.start(
            config, Sample.run(16, Sample.LABELS), null, WaitingListener.NONE, WHY)) {
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> early = get(server, "/readyz");
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.body()).isEqualTo("{\"status\":\"preparing\",\"reason\":\"" + WHY + "\"}");
      assertThat(get(server, "/metrics").body()).contains("headwater_ready 0.0");
      ManagedChannel channel = Channels.open("127.0.0.1:" + server.port(), Runnable::run);
      RawClient client = new RawClient("client-0", channel).join();
      assertThat(client.next(Assignment.WorkCase.WAIT).getWait().getReason()).isEqualTo(WHY);

      server.ready();

      HttpResponse<String> ready = get(server, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}");
      assertThat(get(server, "/metrics").body()).contains("headwater_ready 1.0");
      channel.shutdownNow();
    }
  }
}
