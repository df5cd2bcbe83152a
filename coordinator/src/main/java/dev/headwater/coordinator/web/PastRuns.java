package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.HttpFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The run folders beside this run's. A name from an address is only ever compared with the names
 * that are there, so none can lead elsewhere; links are not followed.
 */
final class PastRuns {
  private static final MediaType LINES = MediaType.parse("application/x-ndjson; charset=utf-8");

  /** Files that are given out, in the order in which people care. */
  private static final Map<String, MediaType> FILES = files();

  private final @Nullable Path folder;

  PastRuns(@Nullable Path folder) {
    this.folder = folder;
  }

  private static Map<String, MediaType> files() {
    Map<String, MediaType> files = new LinkedHashMap<>();
    files.put("report.html", MediaType.HTML_UTF_8);
    files.put("head.safetensors", MediaType.OCTET_STREAM);
    files.put("model.safetensors", MediaType.OCTET_STREAM);
    files.put("summary.json", MediaType.JSON_UTF_8);
    files.put("rounds.jsonl", LINES);
    files.put("ledger.jsonl", LINES);
    files.put("details.json", MediaType.JSON_UTF_8);
    files.put("config.yaml", MediaType.PLAIN_TEXT_UTF_8);
    return files;
  }

  /** {@code /api/runs.json}: the newest first. */
  HttpResponse list(ServiceRequestContext context, HttpRequest request) {
    return Answers.blocking(
        context,
        () ->
            Answers.json(
                folders().stream()
                    .map(run -> PastRun.read(run, present(run)))
                    .sorted(PastRun.NEWEST_FIRST)
                    .map(PastRun::json)
                    .toList()));
  }

  private List<Path> folders() {
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .filter(entry -> isFile(entry.resolve("config.yaml")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> present(Path run) {
    return FILES.keySet().stream().map(run::resolve).filter(PastRuns::isFile).toList();
  }

  /** {@code /api/runs/<id>/<file>}. */
  HttpResponse file(ServiceRequestContext context, HttpRequest request) {
    String id = Objects.requireNonNull(context.pathParam("id"));
    String name = Objects.requireNonNull(context.pathParam("file"));
    return Answers.blocking(
        context,
        () -> {
          Optional<Path> file =
              folders().stream()
                  .filter(run -> run.getFileName().toString().equals(id))
                  .flatMap(run -> present(run).stream())
                  .filter(path -> path.getFileName().toString().equals(name))
                  .findFirst();
          return file.isPresent()
              ? send(file.get(), name, context, request)
              : Answers.error(
                  HttpStatus.NOT_FOUND,
                  "run: no such run, or it has no such file (expected: an address that /api/runs.json names)");
        });
  }

  private static HttpResponse send(
      Path file, String name, ServiceRequestContext context, HttpRequest request) {
    var answer =
        HttpFile.builder(file)
            .autoDetectedContentType(false)
            .contentType(FILES.getOrDefault(name, MediaType.OCTET_STREAM))
            .cacheControl("private, no-cache");
    if (name.equals("report.html")) {
      SecurityHeaders.report(context);
    } else if (name.endsWith(".safetensors")) {
      answer.setHeader(
          HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
    }
    try {
      return answer.build().asService().serve(context, request);
    } catch (Exception e) {
      throw new IllegalStateException(file + " could not be sent", e);
    }
  }
}
