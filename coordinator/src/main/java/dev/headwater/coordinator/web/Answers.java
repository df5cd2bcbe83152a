package dev.headwater.coordinator.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses of this port: JSON, and errors as sentences. */
public final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final JsonMapper JSON = new JsonMapper();

  private Answers() {}

  /** {@code value} as JSON that is not cached. */
  public static HttpResponse json(Object value) {
    return json(HttpStatus.OK, value);
  }

  /** {@code value} as JSON that is not cached. */
  public static HttpResponse json(HttpStatus status, Object value) {
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(text(value)));
  }

  /** {@code {"error": sentence}}. */
  public static HttpResponse error(HttpStatus status, String sentence) {
    return json(status, Map.of("error", sentence));
  }

  /** The response for an unknown address. */
  static HttpResponse notFound(String path) {
    return error(
        HttpStatus.NOT_FOUND,
        "%s: nothing is served there (expected: /, /join, /runs, or an address that they name)"
            .formatted(path.length() <= 100 ? path : path.substring(0, 100) + "..."));
  }

  /** {@code value} as JSON text. */
  public static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lists, maps, texts and numbers were not writable", e);
    }
  }

  /** Computes the response on a thread that may block on disk I/O. */
  static HttpResponse blocking(ServiceRequestContext context, Supplier<HttpResponse> answer) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(answer, context.blockingTaskExecutor())
            .exceptionally(
                error -> {
                  log.warn("{} could not be answered", context.path(), error);
                  return error(
                      HttpStatus.INTERNAL_SERVER_ERROR,
                      "%s: the coordinator could not answer (expected: an answer; its log says why)"
                          .formatted(context.path()));
                }));
  }
}
