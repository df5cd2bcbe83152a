package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.HttpFile;
import dev.headwater.coordinator.web.WebSite.FileOnDisk;
import dev.headwater.coordinator.web.WebSite.ServedHead;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a page needs to classify with the run's model: description, head, backbone.
 */
final class ModelResources {
  static final String HEAD = "/api/head.safetensors";

  private final WebSite site;

  /** The last requested head, as a file. */
  private record EncodedHead(ServedHead head, String digest, HttpData file) {}

  private @Nullable EncodedHead encoded;

  ModelResources(WebSite site) {
    this.site = site;
  }

  /** {@code /api/run.json}. */
  HttpResponse run(ServiceRequestContext context, HttpRequest request) {
    return Answers.blocking(context, () -> Answers.json(describe()));
  }

  private Map<String, @Nullable Object> describe() {
    RunDescription run = site.run().get();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("run_id", run.runId());
    json.put("software_version", run.softwareVersion());
    json.put("protocol_version", Protocol.VERSION);
    json.put("model", run.model());
    json.put("labels", run.labels());
    json.put(
        "preprocessing",
        Map.of("image_size", run.imageSize(), "mean", run.mean(), "std", run.std()));
    json.put("backbone", backbone(run));
    json.put("head", site.head().get().map(this::head).orElse(null));
    var pretrained = site.settings().pretrained();
    json.put("pretrained", pretrained == null ? null : Map.of("labels", pretrained.labels()));
    json.put("holdout_share", run.holdoutShare());
    // A browser's numbers hold 53 bits.
    json.put("seed", Long.toString(run.seed()));
    json.put("hides_num_examples", run.hidesNumExamples());
    json.put("token_required", site.gate().locked());
    json.put("secure_aggregation", site.settings().secureAggregation());
    WebSettings.Room room = site.settings().room();
    if (room != null) {
      json.put("classroom", room.name());
    }
    return json;
  }

  private Map<String, @Nullable Object> backbone(RunDescription run) {
    FileOnDisk file = site.backbone();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("digest", run.backbone().digest());
    json.put("arch", run.backbone().arch());
    json.put("feature_length", run.backbone().features());
    json.put(
        "file",
        file == null
            ? null
            : Map.of("url", address(file), "sha256", file.sha256(), "size", file.size()));
    return json;
  }

  private Map<String, Object> head(ServedHead head) {
    return Map.of("round", head.round(), "digest", head.parameters().digest(), "url", HEAD);
  }

  private static String address(FileOnDisk file) {
    return "/api/backbone/" + file.sha256() + ".safetensors";
  }

  /** {@code /api/head.safetensors}: the newest global head. */
  HttpResponse head(ServiceRequestContext context, HttpRequest request) {
    return Answers.blocking(context, () -> newest(request));
  }

  private HttpResponse newest(HttpRequest request) {
    Optional<ServedHead> head = site.head().get();
    if (head.isEmpty()) {
      return Answers.error(
          HttpStatus.NOT_FOUND,
          "head: there is none before the first round (expected: a run that has begun; ask again later)");
    }
    EncodedHead file = encoded(head.get());
    String tag = "\"" + file.digest() + "\"";
    boolean unchanged = PageFile.has(request.headers(), tag);
    var headers =
        ResponseHeaders.builder(unchanged ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache");
    if (unchanged) {
      return HttpResponse.of(headers.build());
    }
    return HttpResponse.of(headers.contentType(MediaType.OCTET_STREAM).build(), file.file());
  }

  private synchronized EncodedHead encoded(ServedHead head) {
    EncodedHead known = encoded;
    if (known == null || !known.head().equals(head)) {
      Parameters parameters = head.parameters();
      String digest = parameters.digest();
      Map<String, String> texts = new TreeMap<>();
      texts.put("format", "pt");
      texts.put("round", Integer.toString(head.round()));
      texts.put("digest", digest);
      texts.put("head", site.run().get().model());
      texts.put("labels", Answers.text(site.run().get().labels()));
      texts.put("backbone_digest", site.run().get().backbone().digest());
      known =
          new EncodedHead(
              head, digest, HttpData.wrap(SafetensorsWriter.encode(tensors(parameters), texts)));
      encoded = known;
    }
    return known;
  }

  private static List<Tensor> tensors(Parameters parameters) {
    return parameters.layout().tensors().stream()
        .map((TensorSpec spec) -> tensor(spec, parameters))
        .toList();
  }

  private static Tensor tensor(TensorSpec spec, Parameters parameters) {
    return new Tensor(spec.name(), spec.shape(), parameters.tensor(spec.name()));
  }

  /** {@code /api/backbone/<sha256>.safetensors}: immutable under its name. */
  HttpResponse backbone(ServiceRequestContext context, HttpRequest request) throws Exception {
    FileOnDisk file = site.backbone();
    if (file == null || !context.decodedPath().equals(address(file))) {
      return Answers.error(
          HttpStatus.NOT_FOUND,
          "backbone: this file is not served here (expected: the address that /api/run.json names; load the page again)");
    }
    return HttpFile.builder(file.path())
        .autoDetectedContentType(false)
        .contentType(MediaType.OCTET_STREAM)
        .entityTag((name, attributes) -> file.sha256())
        .cacheControl("private, max-age=31536000, immutable")
        .build()
        .asService()
        .serve(context, request);
  }
}
