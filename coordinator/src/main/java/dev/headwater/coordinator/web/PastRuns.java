package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.HttpFile;
import dev.headwater.coordinator.web.published.PastRun;
import dev.headwater.coordinator.web.published.PublishedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finished runs in the folder that the operator publishes; empty without one. Names from a URL are
 * only compared with existing names, so they cannot leave the folder; links are not followed.
 */
final class PastRuns {
  private final @Nullable Path published;

  /** Publishes the runs in this folder, or none if it is null. */
  PastRuns(@Nullable Path published) {
    this.published = published;
  }

  /** {@code /api/runs.json}: whether runs are published, and the runs, newest first. */
  HttpResponse list(ServiceRequestContext context, HttpRequest request) {
    return Answers.blocking(
        context,
        () -> {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("published", published != null);
          json.put(
              "runs",
              folders().stream()
                  .flatMap(folder -> PastRun.read(folder).stream())
                  .sorted(PastRun.NEWEST_FIRST)
                  .map(PastRun::json)
                  .toList());
          return Answers.json(json);
        });
  }

  private List<Path> folders() {
    if (published == null || !Files.isDirectory(published)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(published)) {
      return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code /api/runs/<id>/<file>}. */
  HttpResponse file(ServiceRequestContext context, HttpRequest request) {
    String id = Objects.requireNonNull(context.pathParam("id"));
    String name = Objects.requireNonNull(context.pathParam("file"));
    return Answers.blocking(
        context,
        () -> {
          for (Path folder : folders()) {
            if (folder.getFileName().toString().equals(id)) {
              for (PublishedFile file :
                  PastRun.read(folder).map(PastRun::files).orElse(List.of())) {
                if (file.fileName().equals(name)) {
                  return send(file, folder, context, request);
                }
              }
            }
          }
          return Answers.error(HttpStatus.NOT_FOUND, notThere());
        });
  }

  private String notThere() {
    return published == null
        ? "runs: this coordinator publishes no past runs (expected: whoever runs it may with --publish-runs DIR)"
        : "run: no such run, or no such file of it is given out (expected: an address that /api/runs.json names)";
  }

  private static HttpResponse send(
      PublishedFile file, Path folder, ServiceRequestContext context, HttpRequest request) {
    var answer =
        HttpFile.builder(file.in(folder))
            .autoDetectedContentType(false)
            .contentType(file.type())
            .cacheControl("private, no-cache");
    if (file == PublishedFile.REPORT) {
      SecurityHeaders.report(context);
    } else if (file.type().equals(MediaType.OCTET_STREAM)) {
      answer.setHeader(
          HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + file.fileName() + "\"");
    }
    try {
      return answer.build().asService().serve(context, request);
    } catch (Exception e) {
      throw new IllegalStateException(file.in(folder) + " could not be sent", e);
    }
  }
}
