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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastRunsTest {
  private static Path run(Path runs, String id) throws IOException {
    Path run = Files.createDirectories(runs.resolve(id));
    Path config = Files.writeString(run.resolve("config.yaml"), "rounds: 3\n");
    Files.setLastModifiedTime(config, FileTime.from(Instant.parse("2026-01-03T00:00:00Z")));
    return run;
  }

  @Test
  void runsAreListedAndOnlyTheirFilesAreServed(@TempDir Path folder) throws Exception {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    Path outside = Files.writeString(folder.resolve("report.html"), "outside");
    Path old = run(runs, "20260101-old one");
    Files.writeString(
        old.resolve("summary.json"),
        "{\"rounds\":3,\"final_accuracy\":0.5,\"outcome\":\"done\",\"privacy\":{\"epsilon\":3.5}}");
    Files.writeString(
        old.resolve("details.json"),
        "{\"facts\":{\"a\":[1]},\"started\":\"2026-01-01T01:00:00+01:00\"}");
    Files.writeString(old.resolve("report.html"), "<p>" + "report ".repeat(500) + "</p>");
    Files.writeString(old.resolve("checkpoint.safetensors"), "private");
    Files.writeString(old.resolve("head.safetensors"), "12345");
    Path live = run(runs, "20260103-live");
    Files.writeString(live.resolve("rounds.jsonl"), "{\"round\":1}\n{\"round\":2}\n{\"rou");
    Files.writeString(live.resolve("summary.json"), "{ damaged");
    Files.createSymbolicLink(live.resolve("report.html"), outside);
    Files.createSymbolicLink(runs.resolve("latest"), live.getFileName());
    Files.createDirectories(runs.resolve("no-run"));

    try (var site = new FakeSite()) {
      site.settings = new WebSettings(null, null, runs, false);
      JsonNode list = new ObjectMapper().readTree(site.get("/api/runs.json").body());
      assertThat(list)
          .isEqualTo(
              new ObjectMapper()
                  .readTree(
                      """
                      [{"id": "20260103-live", "started": "2026-01-03T00:00:00Z", "outcome": null,
                        "rounds": 2, "final_accuracy": null, "epsilon": null,
                        "files": [
                          {"name": "summary.json", "size": 9, "url": "/api/runs/20260103-live/summary.json"},
                          {"name": "rounds.jsonl", "size": 29, "url": "/api/runs/20260103-live/rounds.jsonl"},
                          {"name": "config.yaml", "size": 10, "url": "/api/runs/20260103-live/config.yaml"}]},
                       {"id": "20260101-old one", "started": "2026-01-01T00:00:00Z", "outcome": "done",
                        "rounds": 3, "final_accuracy": 0.5, "epsilon": 3.5,
                        "files": [
                          {"name": "report.html", "size": 3507, "url": "/api/runs/20260101-old%20one/report.html"},
                          {"name": "head.safetensors", "size": 5, "url": "/api/runs/20260101-old%20one/head.safetensors"},
                          {"name": "summary.json", "size": 76, "url": "/api/runs/20260101-old%20one/summary.json"},
                          {"name": "details.json", "size": 57, "url": "/api/runs/20260101-old%20one/details.json"},
                          {"name": "config.yaml", "size": 10, "url": "/api/runs/20260101-old%20one/config.yaml"}]}]
                      """));

      HttpResponse<String> report = site.get("/api/runs/20260101-old%20one/report.html");
      assertThat(report.body()).startsWith("<p>report");
      assertThat(FakeSite.header(report, "content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(FakeSite.header(report, "content-security-policy"))
          .startsWith(
              "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:");
      assertThat(report.headers().firstValue("cross-origin-opener-policy")).isEmpty();
      assertThat(FakeSite.header(report, "x-content-type-options")).isEqualTo("nosniff");
      HttpResponse<byte[]> packed =
          site.bytes("/api/runs/20260101-old%20one/report.html", "accept-encoding", "gzip");
      assertThat(FakeSite.header(packed, "content-encoding")).isEqualTo("gzip");
      assertThat(packed.body().length).isLessThan(1000);

      HttpResponse<String> head = site.get("/api/runs/20260101-old%20one/head.safetensors");
      assertThat(FakeSite.header(head, "content-disposition"))
          .isEqualTo("attachment; filename=\"head.safetensors\"");
      assertThat(FakeSite.header(head, "content-security-policy")).startsWith("default-src 'none'");

      for (String path :
          new String[] {
            "20260101-old%20one/checkpoint.safetensors",
            "20260103-live/report.html",
            "20260103-live/nothing.html",
            "latest/summary.json",
            "no-run/report.html",
            "%2e%2e/report.html",
            "..%2f/report.html",
            "%2e/report.html",
            "20260103-live%2f..%2f..%2freport.html/x"
          }) {
        assertThat(site.get("/api/runs/" + path).statusCode()).as(path).isIn(400, 404);
        assertThat(site.get("/api/runs/" + path).body()).as(path).doesNotContain("outside");
      }
    }
  }

  @Test
  void noFolderIsNoRuns(@TempDir Path folder) throws Exception {
    try (var site = new FakeSite()) {
      site.settings = new WebSettings(null, null, folder.resolve("not yet"), false);
      assertThat(site.get("/api/runs.json").body()).isEqualTo("[]");
    }
  }
}
