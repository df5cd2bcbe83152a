package dev.headwater.coordinator.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.pki.Role;
import dev.headwater.secagg.TrustedIdentities;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The adversary is a pupil: holds the room's token, sits in the room's network, and sends what it
 * likes.
 */
class RoomAccessTest {
  private static final String PUPILS = "the-rooms-token-1234";
  private static final String TEACHER = "the-teachers-secret-5678";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Lesson lesson = new Lesson(List.of("cat", "dog"), () -> 5, Thread.currentThread());
  private final LiveRun live;

  RoomAccessTest(@TempDir Path runs) throws Exception {
    Path run = Files.createDirectory(runs.resolve("calm-otter"));
    Files.writeString(run.resolve("config.yaml"), "rounds: 1\n");
    Files.writeString(
        run.resolve("summary.json"), "{\"format\":1,\"outcome\":\"done\",\"rounds\":1}");
    Files.writeString(run.resolve("report.html"), "<p>who had which accuracy</p>");
    TeacherDesk desk = new TeacherDesk(lesson, () -> Map.of("room", "B12"));
    CoordinatorConfig config =
        new CoordinatorConfig(
            "127.0.0.1:0",
            0,
            2,
            1,
            null,
            null,
            null,
            null,
            null,
            TrustedIdentities.none(),
            new WebSettings(null, null, runs, false, new WebSettings.Room("B12", desk)),
            Set.of(),
            new CoordinatorSecurity(
                null,
                null,
                null,
                Map.of(PUPILS, Role.CLIENT, TEACHER, Role.OPERATOR),
                JoinLimits.DEFAULT));
    live = new LiveRun(config, Sample.run(Sample.FEATURES, List.of("cat", "dog")), 1);
  }

  @AfterEach
  void closeTheRoom() {
    live.close();
  }

  private HttpRequest.Builder to(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(live.server.webPort(), path)));
    return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String token, String body) throws Exception {
    return send(
        to(path, token)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void aPupilNeitherStartsNorStopsNorNamesClassesNorReadsPastRuns() throws Exception {
    List<String> allowed = new ArrayList<>();
    for (String token : List.of("", PUPILS, "wrong", TEACHER.substring(1), TEACHER + "x")) {
      for (String path :
          List.of("/api/room/start", "/api/room/stop", "/api/room/classes", "/api/room/x")) {
        int status = post(path, token, "{\"rounds\":3,\"classes\":[\"a\",\"b\"]}").statusCode();
        if (status != 401 && status != 403) {
          allowed.add("POST %s with '%s': %d".formatted(path, token, status));
        }
      }
      for (String path :
          List.of(
              "/api/room/state.json",
              "/api/runs.json",
              "/api/runs/calm-otter/report.html",
              "/metrics")) {
        int status = send(to(path, token)).statusCode();
        if (status != 401 && status != 403) {
          allowed.add("GET %s with '%s': %d".formatted(path, token, status));
        }
      }
    }
    assertThat(allowed).isEmpty();
    assertThat(lesson.json()).containsEntry("classes", List.of("cat", "dog"));
    assertThat(lesson.stop()).as("nothing was started").contains("none is under way");
  }

  @Test
  void aPupilsCookieOpensNoMoreThanItsToken() throws Exception {
    HttpResponse<String> session = post("/api/session", PUPILS, PUPILS);
    String cookie = session.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    assertThat(send(to("/api/run.json", "").header("cookie", cookie)).statusCode()).isEqualTo(200);
    for (String path :
        List.of("/api/room/state.json", "/api/runs.json", "/api/runs/calm-otter/report.html")) {
      assertThat(send(to(path, "").header("cookie", cookie)).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void theTeacherReadsPastRunsAndSteers() throws Exception {
    assertThat(send(to("/api/runs/calm-otter/report.html", TEACHER)).body()).contains("accuracy");
    assertThat(send(to("/api/room/state.json", TEACHER)).body()).contains("\"room\":\"B12\"");
    Thread worker =
        new Thread(
            () -> {
              try {
                Order order = lesson.await();
                lesson.begin(order instanceof Order.Train train ? "of-" + train.rounds() : "no");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    worker.start();
    HttpResponse<String> started = post("/api/room/start", TEACHER, "{\"rounds\":3}");
    worker.join();
    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(started.body()).contains("\"training\":true").contains("\"run\":\"of-3\"");
    assertThat(post("/api/room/start", TEACHER, "{\"rounds\":3}").statusCode()).isEqualTo(409);
  }

  @Test
  void aPageOfAnotherSiteAndAFormSteerNothingEvenWithTheSecret() throws Exception {
    HttpRequest.Builder foreign =
        to("/api/room/start", TEACHER)
            .header("content-type", "application/json")
            .header("origin", "https://evil.example")
            .POST(BodyPublishers.ofString("{\"rounds\":3}"));
    assertThat(send(foreign).statusCode()).isEqualTo(403);
    HttpRequest.Builder form =
        to("/api/room/start", TEACHER)
            .header("content-type", "text/plain")
            .POST(BodyPublishers.ofString("{\"rounds\":3}"));
    assertThat(send(form).statusCode()).isEqualTo(415);
  }

  @Test
  void whatIsNoOrderIsRefusedInWords() throws Exception {
    for (String body : List.of("", "[]", "{\"rounds\":0}", "{\"rounds\":1e9}", "{", "null")) {
      HttpResponse<String> answer = post("/api/room/start", TEACHER, body);
      assertThat(answer.statusCode()).as(body).isIn(400, 409);
      assertThat(answer.body()).as(body).contains("expected:");
    }
    for (String names :
        List.of(
            "[]",
            "[\"cat\"]",
            "[\"cat\",\"Cat\"]",
            "[\"cat\",\" \"]",
            "7",
            "[\"a\",\"b\\u0000\"]")) {
      HttpResponse<String> answer =
          post("/api/room/classes", TEACHER, "{\"classes\":%s}".formatted(names));
      assertThat(answer.statusCode()).as(names).isEqualTo(409);
      assertThat(answer.body()).as(names).contains("classes").contains("expected:");
    }
  }

  @Test
  void anybodyMayAskWhetherTheRoomIsTrustedAndLearnsNothingElse() throws Exception {
    HttpResponse<String> answer = send(to("/api/trusted", ""));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
  }
}
