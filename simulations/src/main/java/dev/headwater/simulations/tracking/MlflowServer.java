package dev.headwater.simulations.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The calls of MLflow's REST API 2.0 that a run needs, one at a time. MLflow's own Java client has
 * 8.6 MB of shaded libraries and starts Python for every file that it sends.
 */
final class MlflowServer {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration FILE = Duration.ofMinutes(2);
  private static final String PROXIED = "mlflow-artifacts:";
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;
  private static final int MOST_WORDS = 200;

  private final URI server;
  private final String authorization;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * A run on the server.
   *
   * @param id as the server calls it
   * @param artifacts where its files are, a URI
   */
  record Run(String id, String artifacts) {
    /** Whether files reach it through the server itself. */
    boolean takesFiles() {
      return artifacts.startsWith(PROXIED);
    }
  }

  private MlflowServer(URI server, String authorization) {
    this.server = server;
    this.authorization = authorization;
  }

  /**
   * A server that is not called yet.
   *
   * @param uri with http or https, without a user
   * @param environment may have MLflow's variables with a token, or a user and a password
   */
  static MlflowServer at(String uri, Map<String, String> environment) {
    URI server;
    try {
      server = new URI(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    } catch (URISyntaxException e) {
      UserDataException said = unusable(uri);
      said.initCause(e);
      throw said;
    }
    String scheme = server.getScheme() == null ? "" : server.getScheme();
    if (!scheme.matches("https?") || server.getHost() == null || server.getUserInfo() != null) {
      throw unusable(server.getUserInfo() == null ? uri : "a URI with a user");
    }
    return new MlflowServer(server, authorization(environment));
  }

  private static UserDataException unusable(String uri) {
    return new UserDataException(
        "mlflow: %s (expected: the address of a tracking server, such as http://127.0.0.1:5000; user and password in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD)"
            .formatted(uri));
  }

  private static String authorization(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    if (!token.isEmpty()) {
      return "Bearer " + token;
    }
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return user.isEmpty()
        ? ""
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** The id of an experiment, which is made if it is not there. */
  String experiment(String name) throws IOException, InterruptedException {
    HttpResponse<String> found =
        send(
            request("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + encoded(name))
                .GET());
    if (found.statusCode() == NOT_FOUND) {
      return text(post("experiments/create", Map.of("name", name)), "experiment_id");
    }
    return text(json(found).path("experiment"), "experiment_id");
  }

  Run begin(String experiment, String name, long millis, Map<String, String> tags)
      throws IOException, InterruptedException {
    JsonNode info =
        post(
                "runs/create",
                Map.of(
                    "experiment_id", experiment,
                    "run_name", name,
                    "start_time", millis,
                    "tags", pairs(tags)))
            .path("run")
            .path("info");
    return new Run(text(info, "run_id"), info.path("artifact_uri").asText(""));
  }

  void params(Run run, Map<String, String> params) throws IOException, InterruptedException {
    post("runs/log-batch", Map.of("run_id", run.id(), "params", pairs(params)));
  }

  void tags(Run run, Map<String, String> tags) throws IOException, InterruptedException {
    post("runs/log-batch", Map.of("run_id", run.id(), "tags", pairs(tags)));
  }

  /** Metrics of one or more rounds: objects with key, value, timestamp and step. */
  void metrics(Run run, List<Map<String, Object>> metrics)
      throws IOException, InterruptedException {
    post("runs/log-batch", Map.of("run_id", run.id(), "metrics", metrics));
  }

  void end(Run run, String status, long millis) throws IOException, InterruptedException {
    post("runs/update", Map.of("run_id", run.id(), "status", status, "end_time", millis));
  }

  /** A file of the run, through the server. */
  void file(Run run, Path file) throws IOException, InterruptedException {
    String folder = run.artifacts().substring(PROXIED.length()).replaceAll("^/+|/+$", "");
    json(
        send(
            request(
                    "/api/2.0/mlflow-artifacts/artifacts/%s/%s"
                        .formatted(folder, encoded(String.valueOf(file.getFileName()))))
                .timeout(FILE)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofFile(file))));
  }

  private static List<Map<String, String>> pairs(Map<String, String> map) {
    return map.entrySet().stream()
        .map(e -> Map.of("key", e.getKey(), "value", e.getValue()))
        .toList();
  }

  private JsonNode post(String method, Map<String, Object> body)
      throws IOException, InterruptedException {
    return json(
        send(
            request("/api/2.0/mlflow/" + method)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.line(body)))));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER);
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    String body = response.body();
    if (response.statusCode() != OK) {
      throw new IOException(
          "it answered %d%s"
              .formatted(
                  response.statusCode(),
                  body.isBlank()
                      ? ""
                      : ": " + body.substring(0, Math.min(MOST_WORDS, body.length())).strip()));
    }
    try {
      return Json.read(body.isBlank() ? "{}" : body, JsonNode.class);
    } catch (JsonProcessingException e) {
      throw new IOException("its answer is no JSON: is this a tracking server?", e);
    }
  }

  private static String text(JsonNode json, String key) throws IOException {
    if (!json.path(key).isTextual()) {
      throw new IOException("its answer has no %s: is this a tracking server?".formatted(key));
    }
    return json.path(key).textValue();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
