package dev.headwater.coordinator.classroom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headwater.coordinator.web.Answers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The teacher's calls below {@code /api/room/}: {@code GET state.json}, and {@code POST classes},
 * {@code start} and {@code stop}, each with a small JSON object.
 *
 * <p>Guarantee: nobody steers a room without the teacher's secret. Adversary: a pupil, who holds
 * the room's token and may send anything. Precondition: the port lets nobody in here without the
 * secret, and refuses requests from pages of other sites.
 */
public final class TeacherDesk implements HttpService {
  private static final long MAX_BYTES = 64 << 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final Lesson lesson;
  private final Supplier<Map<String, Object>> place;

  /**
   * The calls of one lesson.
   *
   * @param place what the page shows of the room: addresses, codes; asked at every call
   */
  public TeacherDesk(Lesson lesson, Supplier<Map<String, Object>> place) {
    this.lesson = lesson;
    this.place = place;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String call = context.mappedPath();
    if (call.equals("/state.json") && request.method() == HttpMethod.GET) {
      return HttpResponse.of(
          request.aggregate().thenApplyAsync(whole -> state(), context.blockingTaskExecutor()));
    }
    if (request.method() != HttpMethod.POST) {
      return Answers.error(
          HttpStatus.METHOD_NOT_ALLOWED,
          "room: %s %s (expected: GET state.json, or POST classes, start or stop)"
              .formatted(request.method(), call));
    }
    MediaType type = request.contentType();
    if (type == null || !type.is(MediaType.JSON)) {
      return Answers.error(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "room: no JSON (expected: application/json)");
    }
    context.setMaxRequestLength(MAX_BYTES);
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> ordered(call, whole), context.blockingTaskExecutor()));
  }

  private HttpResponse ordered(String call, AggregatedHttpRequest request) {
    JsonNode body;
    try {
      body = JSON.readTree(request.content().array());
    } catch (IOException e) {
      return Answers.error(HttpStatus.BAD_REQUEST, "room: no JSON (expected: an object)");
    }
    String refusal =
        switch (call) {
          case "/classes" -> lesson.ask(new Order.Classes(names(body)));
          case "/start" -> lesson.ask(new Order.Train(body.path("rounds").asInt(0)));
          case "/stop" -> lesson.stop();
          default -> "room: POST %s (expected: classes, start or stop)".formatted(call);
        };
    return refusal == null ? state() : Answers.error(HttpStatus.CONFLICT, refusal);
  }

  private static List<String> names(@Nullable JsonNode body) {
    List<String> names = new ArrayList<>();
    if (body != null) {
      body.path("classes").forEach(name -> names.add(name.asText("").strip()));
    }
    return names;
  }

  private HttpResponse state() {
    Map<String, Object> json = new LinkedHashMap<>(place.get());
    json.putAll(lesson.json());
    return Answers.json(json);
  }
}
