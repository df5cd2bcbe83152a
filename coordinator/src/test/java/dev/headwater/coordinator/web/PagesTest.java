package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private static final Pattern WHOLE =
      Pattern.compile("(?s).*\ncontent-length: (\\d+)\r\n.*?\r\n\r\n(.*)");
  private static final FakeSite site = new FakeSite();

  @AfterAll
  static void close() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | text/html; charset=utf-8 | no-cache",
        "/join | text/html; charset=utf-8 | no-cache",
        "/runs | text/html; charset=utf-8 | no-cache",
        "/index.html | text/html; charset=utf-8 | no-cache",
        "/sw.js | text/javascript; charset=utf-8 | no-cache",
        "/manifest.webmanifest | application/manifest+json; charset=utf-8 | no-cache",
        "/icons/icon.png | image/png | no-cache",
        "/assets/app-1a2b.js | text/javascript; charset=utf-8 | public, max-age=31536000, immutable",
        "/assets/packed-3c4d.css | text/css; charset=utf-8 | public, max-age=31536000, immutable",
        "/assets/tiny-5e6f.wasm | application/wasm | public, max-age=31536000, immutable",
      })
  void filesHaveTypeAndCaching(String path, String type, String caching) throws Exception {
    HttpResponse<String> response = site.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(FakeSite.header(response, "content-type")).isEqualTo(type);
    assertThat(FakeSite.header(response, "cache-control")).isEqualTo(caching);
  }

  @Test
  void entriesAreTheirPages() throws Exception {
    assertThat(site.get("/").body()).contains("<title>Classify");
    assertThat(site.get("/join").body()).contains("<title>Take part");
    assertThat(site.get("/runs").body()).contains("<title>Watch");
    assertThat(site.get("/join?name=a").body()).contains("<title>Take part");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/nothing.html",
        "/assets",
        "/assets/",
        "/.secret.txt",
        "/assets/..%2f.secret.txt",
        "/%2e%2e/logback-test.xml",
        "/..%2flogback-test.xml",
        "/assets/%252e%252e/index.html",
        "/assets/packed-3c4d.css.br",
        "/%00.html",
        "/api/nothing"
      })
  void whatIsNotAPageIsNotFound(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1")).matches("HTTP/1.1 (404|400) (?s).*");
  }

  @Test
  void notFoundIsASentenceInJson() throws Exception {
    HttpResponse<String> response = site.get("/nothing");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(FakeSite.header(response, "content-type")).startsWith("application/json");
    assertThat(response.body()).startsWith("{\"error\":\"/nothing: nothing is served there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../logback-test.xml", "/assets/../../logback-test.xml"})
  void dotsDoNotClimb(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1")).doesNotContain("<configuration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/nothing", "/api/run.json", "/metrics", "/healthz", "/assets/app-1a2b.js"})
  void everyResponseIsGuarded(String path) throws Exception {
    HttpResponse<String> response = site.get(path);
    assertThat(FakeSite.header(response, "content-security-policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    assertThat(FakeSite.header(response, "cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(FakeSite.header(response, "cross-origin-embedder-policy")).isEqualTo("require-corp");
    assertThat(FakeSite.header(response, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(FakeSite.header(response, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void scriptsComePackedToWhoTakesThat() throws Exception {
    String plain = site.get("/assets/app-1a2b.js").body();
    HttpResponse<byte[]> packed = site.bytes("/assets/app-1a2b.js", "accept-encoding", "gzip, br");
    assertThat(FakeSite.header(packed, "content-encoding")).isEqualTo("gzip");
    assertThat(FakeSite.header(packed, "vary")).isEqualTo("accept-encoding");
    assertThat(packed.body().length).isLessThan(plain.length() / 2);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
    assertThat(
            site.bytes("/assets/app-1a2b.js", "accept-encoding", "gzip;q=0")
                .headers()
                .firstValue("content-encoding"))
        .isEmpty();
  }

  @Test
  void whatWasPackedBeforehandIsSent() throws Exception {
    HttpResponse<String> response =
        site.get("/assets/packed-3c4d.css", "accept-encoding", "gzip, br");
    assertThat(FakeSite.header(response, "content-encoding")).isEqualTo("br");
    assertThat(response.body()).isEqualTo("packed beforehand");
  }

  @Test
  void whoHasItAlreadyIsToldSo() throws Exception {
    String tag = FakeSite.header(site.get("/"), "etag");
    HttpResponse<String> again = site.get("/", "if-none-match", "\"other\", W/" + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(site.get("/", "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void headHasNoBodyAndPostIsRefused() throws Exception {
    var head = site.send(site.request("/").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(site.post("/", "x").statusCode()).isEqualTo(405);
  }

  @Test
  void buildWithoutPagesSaysSo() throws Exception {
    try (var bare = new FakeSite()) {
      bare.folder = "no-pages/";
      assertThat(bare.port().hasPages()).isFalse();
      for (String path : new String[] {"/", "/join", "/runs"}) {
        HttpResponse<String> response = bare.get(path);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(FakeSite.header(response, "content-type")).startsWith("text/plain");
        assertThat(response.body()).contains("made without Node").contains("build again");
      }
      assertThat(bare.get("/metrics").body()).isEqualTo("metrics 1\n");
      assertThat(bare.get("/healthz").body()).isEqualTo("{\"status\":\"up\",\"version\":\"test\"}");
    }
  }

  /** A request as it stands: the JDK's client would tidy the path. */
  private String raw(String line) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port().port())) {
      OutputStream out = socket.getOutputStream();
      out.write((line + "\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      var response = new StringBuilder();
      InputStream in = socket.getInputStream();
      // To the end of the body: waiting for the end of the connection takes seconds.
      for (int next = in.read(); next >= 0; next = in.read()) {
        response.append((char) next);
        Matcher whole = WHOLE.matcher(response);
        if (whole.matches() && whole.group(2).length() >= Integer.parseInt(whole.group(1))) {
          break;
        }
      }
      return response.toString();
    }
  }
}
