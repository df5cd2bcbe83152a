package dev.headwater.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.coordinator.web.WebSite.FileOnDisk;
import dev.headwater.coordinator.web.WebSite.ServedHead;
import dev.headwater.files.Safetensors;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Protocol;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelResourcesTest {
  private static final Parameters HEAD =
      Parameters.copyOf(new Head(2, 4).layout(), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 0.5f, -0.5f});

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(FakeSite.header(response, "content-type"))
        .isEqualTo("application/json; charset=utf-8");
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void runIsDescribedAndItsHeadIsServedOnceThereIsOne(@TempDir Path folder) throws Exception {
    byte[] bytes = "a backbone file".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("backbone.safetensors"), bytes);
    String sha256 = Sha256.hex(bytes);
    try (var site = new FakeSite()) {
      site.backbone = new FileOnDisk(file, bytes.length, sha256);
      site.settings =
          new WebSettings(
              null, new WebSettings.Pretrained(List.of("tench", "shark"), file), null, true);
      assertThat(json(site.get("/api/run.json")))
          .isEqualTo(
              new ObjectMapper()
                  .readTree(
                      """
                      {"run_id": "run-1", "software_version": "test", "protocol_version": %d,
                       "model": "linear", "labels": [],
                       "preprocessing": {"image_size": 32, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
                       "backbone": {"digest": "%s", "arch": "sample", "feature_length": 4,
                         "file": {"url": "/api/backbone/%s.safetensors", "sha256": "%s", "size": %d}},
                       "head": null, "pretrained": {"labels": ["tench", "shark"]},
                       "holdout_share": 0.2, "seed": "-9223372036854775808",
                       "hides_num_examples": false, "token_required": false, "secure_aggregation": true}
                      """
                          .formatted(
                              Protocol.VERSION, "ab".repeat(32), sha256, sha256, bytes.length)));
      HttpResponse<String> early = site.get("/api/head.safetensors");
      assertThat(early.statusCode()).isEqualTo(404);
      assertThat(early.body())
          .startsWith("{\"error\":\"head: there is none before the first round");

      site.run = FakeSite.run(List.of("cat", "dog"));
      site.head = Optional.of(new ServedHead(3, HEAD));
      JsonNode run = json(site.get("/api/run.json"));
      assertThat(run.path("labels").toString()).isEqualTo("[\"cat\",\"dog\"]");
      assertThat(run.path("head").path("round").intValue()).isEqualTo(3);
      assertThat(run.path("head").path("digest").textValue()).isEqualTo(HEAD.digest());
      assertThat(run.path("head").path("url").textValue()).isEqualTo("/api/head.safetensors");

      HttpResponse<byte[]> head = site.bytes("/api/head.safetensors");
      assertThat(FakeSite.header(head, "content-type")).isEqualTo("application/octet-stream");
      assertThat(FakeSite.header(head, "etag")).isEqualTo("\"" + HEAD.digest() + "\"");
      Safetensors tensors = Safetensors.of("head", ByteBuffer.wrap(head.body()));
      assertThat(tensors.names()).containsExactly(Head.BIAS, Head.WEIGHT);
      assertThat(tensors.tensor(Head.WEIGHT).shape()).containsExactly(2, 4);
      assertThat(tensors.tensor(Head.WEIGHT).values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(tensors.tensor(Head.BIAS).values()).containsExactly(0.5f, -0.5f);
      assertThat(tensors.metadata())
          .containsEntry("round", "3")
          .containsEntry("labels", "[\"cat\",\"dog\"]")
          .containsEntry("digest", HEAD.digest());
      assertThat(
              site.get("/api/head.safetensors", "if-none-match", "\"" + HEAD.digest() + "\"")
                  .statusCode())
          .isEqualTo(304);

      HttpResponse<byte[]> backbone = site.bytes("/api/backbone/" + sha256 + ".safetensors");
      assertThat(Sha256.hex(backbone.body())).isEqualTo(sha256);
      assertThat(FakeSite.header(backbone, "cache-control"))
          .isEqualTo("private, max-age=31536000, immutable");
      assertThat(FakeSite.header(backbone, "content-length")).isEqualTo("" + bytes.length);
      HttpResponse<String> other = site.get("/api/backbone/" + "0".repeat(64) + ".safetensors");
      assertThat(other.statusCode()).isEqualTo(404);
      assertThat(other.body()).startsWith("{\"error\":\"backbone: ");
    }
  }

  @Test
  void aHeadWithHiddenLayersIsNamedAndServedWhole() throws Exception {
    Parameters parameters = Models.of("mlp:3", 2, 4).initial(1);
    try (var site = new FakeSite()) {
      site.run = FakeSite.run(List.of("cat", "dog"), "mlp:3");
      site.head = Optional.of(new ServedHead(3, parameters));

      assertThat(json(site.get("/api/run.json")).path("model").textValue()).isEqualTo("mlp:3");
      HttpResponse<byte[]> head = site.bytes("/api/head.safetensors");
      Safetensors tensors = Safetensors.of("head", ByteBuffer.wrap(head.body()));
      assertThat(tensors.names()).hasSize(4);
      assertThat(tensors.tensor("classifier.3.weight").shape()).containsExactly(2, 3);
      assertThat(tensors.tensor("classifier.3.bias").values())
          .isEqualTo(parameters.tensor("classifier.3.bias"));
      assertThat(tensors.metadata())
          .containsEntry("head", "mlp:3")
          .containsEntry("digest", parameters.digest());
    }
  }

  @Test
  void runWithoutABackboneFileSaysSo() throws Exception {
    try (var site = new FakeSite()) {
      JsonNode run = json(site.get("/api/run.json"));
      assertThat(run.path("backbone").path("file").isNull()).isTrue();
      assertThat(run.path("pretrained").isNull()).isTrue();
      assertThat(site.get("/api/backbone/x.safetensors").statusCode()).isEqualTo(404);
    }
  }
}
