package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private static final FakeSite open = new FakeSite();
  private static final FakeSite site = new FakeSite();

  static {
    site.token = "sesame";
  }

  @AfterAll
  static void close() {
    open.close();
    site.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/run.json",
        "/api/head.safetensors",
        "/api/backbone/00.safetensors",
        "/api/runs.json",
        "/api/runs/a/report.html"
      })
  void tokenGuardsTheModelAndTheRuns(String path) throws Exception {
    HttpResponse<String> none = site.get(path);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).startsWith("{\"error\":\"token: none (expected: ");
    HttpResponse<String> wrong = site.get(path, "authorization", "Bearer open");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).startsWith("{\"error\":\"token: wrong (expected: ");
    assertThat(site.get(path, "authorization", "Bearer sesame").statusCode()).isNotEqualTo(401);
    assertThat(
            site.get(path, "cookie", "headwater-session-" + site.port().port() + "=sesame")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void pagesNeedNoToken() throws Exception {
    assertThat(site.get("/").statusCode()).isEqualTo(200);
    assertThat(site.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void tokenBuysACookieThatOpens() throws Exception {
    HttpResponse<String> session = site.post("/api/session", "sesame\n", "origin", site.origin());
    assertThat(session.statusCode()).isEqualTo(204);
    String cookie = FakeSite.header(session, "set-cookie");
    assertThat(cookie)
        .contains("; Path=/api")
        .contains("; HTTPOnly")
        .contains("; SameSite=Strict")
        .doesNotContain("; Secure")
        .doesNotContain("sesame");
    HttpResponse<String> run =
        site.get("/api/run.json", "cookie", cookie.substring(0, cookie.indexOf(';')));
    assertThat(run.statusCode()).isEqualTo(200);
    assertThat(run.body()).contains("\"token_required\":true");
  }

  @Test
  void wrongTokenBuysNothing() throws Exception {
    site.token = "sesame";
    for (String token : new String[] {"", "open"}) {
      HttpResponse<String> session = site.post("/api/session", token);
      assertThat(session.statusCode()).isEqualTo(401);
      assertThat(session.body()).startsWith("{\"error\":\"token: ");
      assertThat(session.headers().firstValue("set-cookie")).isEmpty();
    }
    assertThat(site.get("/api/session").statusCode()).isEqualTo(405);
    assertThat(site.post("/api/session", "x".repeat(10_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void withoutATokenEverybodyIsIn() throws Exception {
    assertThat(open.post("/api/session", "").statusCode()).isEqualTo(204);
    assertThat(open.get("/api/run.json").body()).contains("\"token_required\":false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "not a uri"})
  void pagesOfOtherSitesMayNotPost(String origin) throws Exception {
    HttpResponse<String> session = site.post("/api/session", "", "origin", origin);
    assertThat(session.statusCode()).isEqualTo(403);
    assertThat(session.body()).startsWith("{\"error\":\"origin: ");
    assertThat(site.post("/headwater.v1.Federation/Join", "", "origin", origin).statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example,a.example,false",
    "http://a.example:80,a.example,false",
    "https://a.example,a.example:443,false",
    "https://A.example:8443,a.example:8443,false",
    "http://[::1]:8080,[::1]:8080,false",
    "http://a.example,b.example,true",
    "http://a.example:8080,a.example:8081,true",
    "https://a.example.evil,a.example,true",
    "file://,a.example,true",
    "http://a.example,,true",
    ",a.example,false",
  })
  void originIsComparedWithHostAndPort(String origin, String authority, boolean foreign) {
    assertThat(SecurityHeaders.foreign(origin, authority)).isEqualTo(foreign);
  }
}
