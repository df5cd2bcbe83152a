package dev.headwater.coordinator.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.files.StateFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An {@link AuditEvent} as a line of JSON. */
final class AuditLine {
  static final String PREVIOUS = "previous";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private AuditLine() {}

  static String encode(AuditEvent event, Instant time, String previous) {
    ObjectNode line = JSON.createObjectNode();
    line.put(StateFormat.KEY, StateFormat.CURRENT).put("time", time.toString());
    if (event instanceof AuditEvent.Started started) {
      line.put("event", "started")
          .put("run", started.run())
          .put("version", started.version())
          .put("id", started.id());
    } else if (event instanceof AuditEvent.Joined joined) {
      line.put("event", "joined")
          .put("client", joined.client())
          .put("num_examples", joined.numExamples())
          .put("labels", joined.labels())
          .put("key", joined.key());
    } else if (event instanceof AuditEvent.Asked asked) {
      line.put("event", "asked")
          .put("round", asked.round())
          .put("work", asked.work())
          .put("masked", asked.masked())
          .put("parameters", asked.parameters());
      asked.clients().forEach(line.putArray("clients")::add);
      if (!asked.available().isEmpty()) {
        asked.available().forEach(line.putObject("available")::put);
      }
    } else if (event instanceof AuditEvent.Answered answered) {
      line.put("event", "answered")
          .put("round", answered.round())
          .put("client", answered.client())
          .put("digest", answered.digest())
          .put("refused", answered.refusal());
    } else if (event instanceof AuditEvent.Ended ended) {
      line.put("event", "ended")
          .put("round", ended.round())
          .put("parameters", ended.parameters())
          .put("root", ended.root())
          .put("no_sum", ended.whyNoSum());
      ended.counted().forEach(line.putObject("counted")::put);
    }
    return line.put(PREVIOUS, previous).toString();
  }

  static JsonNode tree(String line) {
    try {
      JsonNode tree = JSON.readTree(line);
      String newer = StateFormat.problemOf("it", tree.path(StateFormat.KEY).asText("0"));
      if (newer != null) {
        throw new IllegalArgumentException(newer);
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /**
   * The event of a line.
   *
   * @throws IllegalArgumentException if it is none, or a root does not follow from its answers
   */
  static AuditEvent decode(JsonNode line) {
    return switch (text(line, "event")) {
      case "started" ->
          new AuditEvent.Started(text(line, "run"), text(line, "version"), textOrNull(line, "id"));
      case "joined" ->
          new AuditEvent.Joined(
              text(line, "client"),
              number(line, "num_examples"),
              number(line, "labels"),
              text(line, "key"));
      case "asked" ->
          new AuditEvent.Asked(
              number(line, "round"),
              text(line, "work"),
              line.path("masked").asBoolean(),
              text(line, "parameters"),
              texts(line.path("clients")),
              numbers(line.path("available")));
      case "answered" ->
          new AuditEvent.Answered(
              number(line, "round"),
              text(line, "client"),
              text(line, "digest"),
              textOrNull(line, "refused"));
      case "ended" -> ended(line);
      default ->
          throw new IllegalArgumentException(
              "event: %s (expected: started, joined, asked, answered or ended)"
                  .formatted(line.path("event").asText()));
    };
  }

  private static AuditEvent.Ended ended(JsonNode line) {
    SortedMap<String, String> counted = new TreeMap<>();
    line.path("counted").properties().forEach(e -> counted.put(e.getKey(), e.getValue().asText()));
    var ended =
        new AuditEvent.Ended(
            number(line, "round"), text(line, "parameters"), counted, textOrNull(line, "no_sum"));
    if (!ended.root().equals(text(line, "root"))) {
      throw new IllegalArgumentException(
          "root: %.16s of round %d (expected: %.16s, which follows from the answers that count)"
              .formatted(text(line, "root"), ended.round(), ended.root()));
    }
    return ended;
  }

  private static String text(JsonNode line, String key) {
    if (!line.path(key).isTextual()) {
      throw new IllegalArgumentException("no usable '%s'".formatted(key));
    }
    return line.path(key).textValue();
  }

  private static @Nullable String textOrNull(JsonNode line, String key) {
    return line.path(key).isTextual() ? line.path(key).textValue() : null;
  }

  private static int number(JsonNode line, String key) {
    if (!line.path(key).canConvertToInt()) {
      throw new IllegalArgumentException("no usable '%s'".formatted(key));
    }
    return line.path(key).intValue();
  }

  private static SortedMap<String, Integer> numbers(JsonNode object) {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    object.properties().forEach(e -> numbers.put(e.getKey(), number(object, e.getKey())));
    return numbers;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
