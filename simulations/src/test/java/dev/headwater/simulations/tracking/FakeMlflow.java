package dev.headwater.simulations.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** As much of a tracking server as a run calls, with the answers of MLflow 2. */
final class FakeMlflow implements AutoCloseable {
  private final HttpServer server;
  private final ObjectMapper json = new ObjectMapper();

  /** Method and path of every call, in order. */
  final List<String> calls = new ArrayList<>();

  final List<JsonNode> bodies = new ArrayList<>();
  final Map<String, String> params = new TreeMap<>();
  final Map<String, String> tags = new TreeMap<>();

  /** Such as {@code eval_accuracy@2}. */
  final Map<String, Double> metrics = new TreeMap<>();

  final Map<String, String> files = new TreeMap<>();
  final List<String> authorizations = new ArrayList<>();
  String status = "RUNNING";
  String artifacts = "mlflow-artifacts:/7/r1/artifacts";

  /** Calls after this many are answered with an error. */
  int works = Integer.MAX_VALUE;

  /** Held back until this opens. */
  CountDownLatch answers = new CountDownLatch(0);

  FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange call) throws IOException {
    byte[] body = call.getRequestBody().readAllBytes();
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      String path = call.getRequestURI().getPath();
      calls.add(call.getRequestMethod() + " " + path);
      authorizations.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
      if (calls.size() > works) {
        answer(call, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"disk full\"}");
      } else if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) {
        files.put(path.substring(36), new String(body, StandardCharsets.UTF_8));
        answer(call, 200, "{}");
      } else {
        JsonNode request =
            json.readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body);
        bodies.add(request);
        take(request);
        answer(call, path);
      }
    }
  }

  private void take(JsonNode request) {
    request
        .path("params")
        .forEach(p -> params.put(p.path("key").asText(), p.path("value").asText()));
    request.path("tags").forEach(t -> tags.put(t.path("key").asText(), t.path("value").asText()));
    for (JsonNode m : request.path("metrics")) {
      metrics.put(
          m.path("key").asText() + "@" + m.path("step").asInt(), m.path("value").asDouble());
    }
    status = request.path("status").asText(status);
  }

  private void answer(HttpExchange call, String path) throws IOException {
    switch (path) {
      case "/api/2.0/mlflow/experiments/get-by-name" ->
          answer(call, 404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\"}");
      case "/api/2.0/mlflow/experiments/create" -> answer(call, 200, "{\"experiment_id\":\"7\"}");
      case "/api/2.0/mlflow/runs/create" ->
          answer(
              call,
              200,
              "{\"run\":{\"info\":{\"run_id\":\"r1\",\"artifact_uri\":\"%s\"}}}"
                  .formatted(artifacts));
      case "/api/2.0/mlflow/runs/log-batch", "/api/2.0/mlflow/runs/update" ->
          answer(call, 200, "{}");
      default -> answer(call, 404, "{\"error_code\":\"ENDPOINT_NOT_FOUND\"}");
    }
  }

  private static void answer(HttpExchange call, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(code, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
