package dev.headwater.coordinator.web;

import dev.headwater.coordinator.access.Gate;
import dev.headwater.coordinator.health.Health;
import dev.headwater.coordinator.health.Readiness;
import dev.headwater.coordinator.web.WebSite.FileOnDisk;
import dev.headwater.coordinator.web.WebSite.ServedHead;
import dev.headwater.coordinator.web.uploads.Uploads;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.FederationGrpc;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A web port on a real socket, over a run that tests set by hand. */
final class FakeSite implements AutoCloseable {
  static final String PAGES = "fake-pages/";

  RunDescription run = run(List.of());
  Optional<ServedHead> head = Optional.empty();
  @Nullable FileOnDisk backbone;
  @Nullable String token;
  @Nullable String preparing;
  @Nullable Gate gate;
  WebSettings settings = WebSettings.PLAIN;
  String folder = PAGES;
  Duration patience = Duration.ofSeconds(10);
  Uploads uploads = Uploads.ofProcess();
  BindableService federation = new FederationGrpc.FederationImplBase() {};
  HttpClient client = HttpClient.newHttpClient();
  private @Nullable WebPort port;

  static RunDescription run(List<String> labels) {
    return run(labels, "linear");
  }

  static RunDescription run(List<String> labels, String model) {
    return new RunDescription(
        "run-1",
        "test",
        labels,
        32,
        List.of(0.5f, 0.5f, 0.5f),
        List.of(0.25f, 0.25f, 0.25f),
        new BackboneDescription("ab".repeat(32), "sample", 4, false),
        0.2,
        Long.MIN_VALUE,
        false,
        model,
        "memory-1");
  }

  WebPort port() {
    WebPort open = port;
    if (open == null) {
      String expected = token;
      open =
          WebPort.open(
              "127.0.0.1",
              0,
              new WebSite(
                  federation,
                  new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                      return next.startCall(call, headers);
                    }
                  },
                  () -> "metrics 1\n",
                  new Health("test"),
                  new Readiness(preparing),
                  () -> run,
                  () -> head,
                  backbone,
                  gate == null ? Gate.shared(expected) : gate,
                  settings),
              folder,
              patience,
              uploads);
      port = open;
    }
    return open;
  }

  String origin() {
    return (port().isTls() ? "https://localhost:" : "http://127.0.0.1:") + port().port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofByteArray());
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    if (port != null) {
      port.close();
    }
  }
}
