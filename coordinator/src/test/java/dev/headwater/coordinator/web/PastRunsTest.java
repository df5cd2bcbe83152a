package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastRunsTest {
  /** Everything that a run may leave in its folder, and something that is none of its business. */
  private static final List<String> LEFT =
      List.of(
          "report.html",
          "head.safetensors",
          "model.safetensors",
          "rounds.jsonl",
          "ledger.jsonl",
          "details.json",
          "config.yaml",
          "summary.json",
          "checkpoint.safetensors",
          "audit.jsonl",
          "notes.txt");

  private static Path folder;
  private static Path runs;
  private static final FakeSite plain = new FakeSite();
  private static final FakeSite site = new FakeSite();

  @BeforeAll
  static void open(@TempDir Path temporary) {
    folder = temporary;
    runs = folder.resolve("runs");
    site.settings = new WebSettings(null, null, runs, false);
  }

  @AfterAll
  static void close() {
    plain.close();
    site.close();
  }

  @BeforeEach
  void empty() throws IOException {
    if (Files.exists(runs)) {
      try (Stream<Path> all = Files.walk(runs)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(runs);
  }

  /** A run that is done and promised nothing; of {@link #LEFT} only the ledger is not there. */
  private Path run(String id) throws IOException {
    Path run = Files.createDirectories(runs.resolve(id));
    for (String name : LEFT) {
      if (!name.equals("ledger.jsonl")) {
        Files.writeString(run.resolve(name), "secret " + name);
      }
    }
    Path config = Files.writeString(run.resolve("config.yaml"), "rounds: 3\n");
    Files.setLastModifiedTime(config, FileTime.from(Instant.parse("2026-01-03T00:00:00Z")));
    Files.writeString(run.resolve("summary.json"), "{\"rounds\":3,\"outcome\":\"done\"}");
    return run;
  }

  private static SortedSet<String> given(FakeSite site, String id) throws Exception {
    var given = new TreeSet<String>();
    for (String name : LEFT) {
      HttpResponse<String> answer = site.get("/api/runs/" + id + "/" + name);
      if (answer.statusCode() == 200) {
        given.add(name);
      } else {
        assertThat(answer.statusCode()).as(name).isEqualTo(404);
        assertThat(answer.body()).as(name).startsWith("{\"error\":\"run");
      }
    }
    return given;
  }

  private static JsonNode list(FakeSite site) throws Exception {
    return new ObjectMapper().readTree(site.get("/api/runs.json").body());
  }

  @Test
  void runThatANewerVersionHasWrittenIsASentenceAndNoFileOfItIsGiven() throws Exception {
    Path run = run("newer");
    Files.writeString(
        run.resolve("summary.json"), "{\"format\":2,\"rounds\":{},\"outcome\":\"done\"}");

    JsonNode one = list(site).at("/runs/0");
    assertThat(one.get("id").asText()).isEqualTo("newer");
    assertThat(one.get("refused").asText()).startsWith("summary.json is of format 2 (expected: ");
    assertThat(one.get("files")).isEmpty();
    assertThat(given(site, "newer")).isEmpty();
  }

  @Test
  void runOfThisFormatIsPublishedLikeOneOfBefore() throws Exception {
    run("before");
    Path now = run("now");
    Files.writeString(
        now.resolve("summary.json"), "{\"format\":1,\"rounds\":3,\"outcome\":\"done\"}");

    assertThat(given(site, "now")).isEqualTo(given(site, "before")).contains("rounds.jsonl");
    assertThat(list(site).at("/runs/0").has("refused")).isFalse();
  }

  @Test
  void withoutTheOperatorsWordNothingIsGivenOut() throws Exception {
    run("a");
    assertThat(list(plain))
        .isEqualTo(new ObjectMapper().readTree("{\"published\":false,\"runs\":[]}"));
    assertThat(given(plain, "a")).isEmpty();
    assertThat(plain.get("/api/runs/a/report.html").body()).contains("--publish-runs");
  }

  @Test
  void ofARunWithoutAPromiseWhatTheListNamesIsGivenOut() throws Exception {
    run("a");
    assertThat(given(site, "a"))
        .containsExactly(
            "config.yaml",
            "head.safetensors",
            "model.safetensors",
            "report.html",
            "rounds.jsonl",
            "summary.json");
  }

  @ParameterizedTest
  @CsvSource({
    "config.yaml, 'privacy: central'",
    "config.yaml, '\"privacy\" : \"local\"'",
    "config.yaml, '{rounds: 3, privacy: example}'",
    "summary.json, '{\"outcome\":\"done\",\"privacy\":{\"epsilon\":1}}'",
    "ledger.jsonl, '{}'"
  })
  void ofARunUnderAPromiseOnlyTheModelIsGivenOut(String file, String text) throws Exception {
    Files.writeString(run("a").resolve(file), text + "\n");
    assertThat(given(site, "a")).containsExactly("head.safetensors", "model.safetensors");
    JsonNode only = list(site).path("runs").path(0);
    assertThat(only.path("promised").asBoolean()).isTrue();
    assertThat(only.path("files").findValuesAsText("name"))
        .containsExactly("head.safetensors", "model.safetensors");
  }

  @Test
  void aConfigurationThatCannotBeReadCountsAsAPromise() throws Exception {
    Files.write(run("a").resolve("config.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(given(site, "a")).containsExactly("head.safetensors", "model.safetensors");
  }

  @Test
  void underAPromiseAccuracyOnClientsPicturesIsNotTold() throws Exception {
    Files.writeString(
        run("a").resolve("summary.json"),
        """
        {"outcome":"done","rounds":3,"final_accuracy":0.5,"client_accuracy":{"min":0.1},
         "privacy":{"epsilon":3.5}}
        """);
    assertThat(list(site).path("runs").path(0).path("final_accuracy").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{ damaged",
        "{\"outcome\":null}",
        "{\"outcome\":\"interrupted\"}",
        "{\"outcome\":\"failed\"}",
        "{\"outcome\":\"quorum not met\"}"
      })
  void aRunThatIsNotOverIsNeitherListedNorGivenOut(String summary) throws Exception {
    Path run = run("a");
    if (summary.isEmpty()) {
      Files.delete(run.resolve("summary.json"));
    } else {
      Files.writeString(run.resolve("summary.json"), summary);
    }
    assertThat(list(site).path("runs")).isEmpty();
    assertThat(given(site, "a")).isEmpty();
  }

  @Test
  void runsAreListedTheNewestFirst() throws Exception {
    Path old = run("20260101-old one");
    Files.writeString(
        old.resolve("summary.json"),
        "{\"rounds\":3,\"final_accuracy\":0.5,\"outcome\":\"budget spent\",\"privacy\":{\"epsilon\":3.5}}");
    Files.writeString(
        old.resolve("details.json"),
        "{\"facts\":{\"a\":[1]},\"started\":\"2026-01-01T01:00:00+01:00\"}");
    Path young = run("20260103-young");
    for (String name : LEFT) {
      if (!name.equals("summary.json") && !name.equals("config.yaml")) {
        Files.deleteIfExists(young.resolve(name));
      }
    }
    Files.createDirectories(runs.resolve("no-run"));
    assertThat(list(site))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"published": true, "runs": [
                     {"id": "20260103-young", "started": "2026-01-03T00:00:00Z", "outcome": "done",
                      "rounds": 3, "final_accuracy": null, "epsilon": null, "promised": false,
                      "files": [
                        {"name": "summary.json", "size": 29, "url": "/api/runs/20260103-young/summary.json"},
                        {"name": "config.yaml", "size": 10, "url": "/api/runs/20260103-young/config.yaml"}]},
                     {"id": "20260101-old one", "started": "2026-01-01T00:00:00Z", "outcome": "budget spent",
                      "rounds": 3, "final_accuracy": 0.5, "epsilon": 3.5, "promised": true,
                      "files": [
                        {"name": "head.safetensors", "size": 23, "url": "/api/runs/20260101-old%20one/head.safetensors"},
                        {"name": "model.safetensors", "size": 24, "url": "/api/runs/20260101-old%20one/model.safetensors"}]}]}
                    """));
  }

  @Test
  void reportsOpenInASandboxAndModelsAreDownloads() throws Exception {
    Files.writeString(run("a b").resolve("report.html"), "<p>" + "report ".repeat(500) + "</p>");
    HttpResponse<String> report = site.get("/api/runs/a%20b/report.html");
    assertThat(report.body()).startsWith("<p>report");
    assertThat(FakeSite.header(report, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(FakeSite.header(report, "content-security-policy"))
        .startsWith(
            "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:");
    assertThat(report.headers().firstValue("cross-origin-opener-policy")).isEmpty();
    assertThat(FakeSite.header(report, "x-content-type-options")).isEqualTo("nosniff");
    HttpResponse<byte[]> packed =
        site.bytes("/api/runs/a%20b/report.html", "accept-encoding", "gzip");
    assertThat(FakeSite.header(packed, "content-encoding")).isEqualTo("gzip");
    assertThat(packed.body().length).isLessThan(1000);

    HttpResponse<String> head = site.get("/api/runs/a%20b/head.safetensors");
    assertThat(FakeSite.header(head, "content-disposition"))
        .isEqualTo("attachment; filename=\"head.safetensors\"");
    assertThat(FakeSite.header(head, "content-security-policy")).startsWith("default-src 'none'");
  }

  @Test
  void noAddressAndNoLinkLeadsOutOfTheFolder() throws Exception {
    Path outside = Files.writeString(folder.resolve("report.html"), "outside");
    Path run = run("a");
    Files.delete(run.resolve("report.html"));
    Files.createSymbolicLink(run.resolve("report.html"), outside);
    Files.createSymbolicLink(runs.resolve("latest"), run.getFileName());
    Path elsewhere = Files.createDirectories(outside.resolveSibling("elsewhere"));
    for (String name : LEFT) {
      Files.copy(runs.resolve("a").resolve("head.safetensors"), elsewhere.resolve(name));
    }
    Files.writeString(elsewhere.resolve("summary.json"), "{\"outcome\":\"done\"}");
    Files.createSymbolicLink(runs.resolve("elsewhere"), elsewhere);
    Path linked = run("linked");
    Files.move(linked.resolve("summary.json"), outside.resolveSibling("done.json"));
    Files.createSymbolicLink(linked.resolve("summary.json"), outside.resolveSibling("done.json"));
    assertThat(list(site).path("runs").findValuesAsText("id")).containsExactly("a");
    for (String path :
        new String[] {
          "a/report.html",
          "a/nothing.html",
          "latest/summary.json",
          "elsewhere/head.safetensors",
          "linked/head.safetensors",
          "%2e%2e/report.html",
          "..%2f/report.html",
          "%2e/report.html",
          "a/..%2f..%2freport.html",
          "..%2felsewhere/head.safetensors",
          "a%2f..%2f..%2freport.html/x"
        }) {
      assertThat(site.get("/api/runs/" + path).statusCode()).as(path).isIn(400, 404);
      assertThat(site.get("/api/runs/" + path).body()).as(path).doesNotContain("outside");
    }
  }

  @Test
  void aFolderThatIsGoneHasNoRuns() throws Exception {
    Files.delete(runs);
    assertThat(site.get("/api/runs.json").body()).isEqualTo("{\"published\":true,\"runs\":[]}");
  }
}
