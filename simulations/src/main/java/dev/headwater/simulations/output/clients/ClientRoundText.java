package dev.headwater.simulations.output.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.StateFormat;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.simulations.output.text.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClientRound}s as lines of JSON, in their order: names that are those of the line before
 * are left out, so that a run over all clients names them once.
 */
final class ClientRoundText {
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;

  private List<String> asked = List.of();
  private List<String> scored = List.of();

  String encode(ClientRound round) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(StateFormat.KEY, StateFormat.CURRENT);
    line.put("round", round.round());
    if (!round.asked().equals(asked)) {
      asked = round.asked();
      line.put("clients", asked);
    }
    put(line, "missing", round.missing().stream().sorted().toList());
    put(line, "unused", round.unused().stream().sorted().toList());
    if (!round.refused().isEmpty()) {
      line.put("refused", round.refused());
    }
    put(line, "late", round.late().stream().map(ClientRoundText::late).toList());
    if (!round.seconds().isEmpty()) {
      line.put("seconds", asked.stream().map(c -> rounded(round.seconds().get(c))).toList());
    }
    if (!round.scores().isEmpty()) {
      scores(line, round.scores());
    }
    return Json.line(line);
  }

  private static void put(Map<String, Object> line, String key, List<?> values) {
    if (!values.isEmpty()) {
      line.put(key, values);
    }
  }

  private static Map<String, Object> late(TimedAnswer answer) {
    Map<String, Object> late = new LinkedHashMap<>();
    late.put("round", answer.round());
    late.put("client", answer.client());
    late.put("seconds", Math.rint(answer.seconds() * THOUSAND) / THOUSAND);
    return late;
  }

  private static @Nullable Double rounded(@Nullable Double seconds) {
    return seconds == null ? null : Math.rint(seconds * THOUSAND) / THOUSAND;
  }

  private void scores(Map<String, Object> line, SortedMap<String, ClientScore> scores) {
    List<String> names = List.copyOf(scores.keySet());
    if (!names.equals(scored)) {
      scored = names;
      line.put("scored", names);
    }
    line.put("correct", scores.values().stream().map(ClientScore::correct).toList());
    line.put("examples", scores.values().stream().map(ClientScore::examples).toList());
    line.put(
        "loss",
        scores.values().stream()
            .map(s -> Json.finite(Math.rint(s.loss() * MILLION) / MILLION))
            .toList());
    if (scores.values().stream().anyMatch(score -> score.personal() != null)) {
      line.put("personal", scores.values().stream().map(ClientScore::personal).toList());
    }
  }

  /** The next line; refuses a newer format, and what is no such line. */
  ClientRound decode(String text, Path file) throws JsonProcessingException {
    JsonNode line = Json.stateOf(text, file);
    if (line.has("clients")) {
      asked = texts(line.path("clients"));
    }
    if (line.has("scored")) {
      scored = texts(line.path("scored"));
    }
    Map<String, Double> seconds = new HashMap<>();
    for (int i = 0; i < line.path("seconds").size(); i++) {
      if (line.path("seconds").get(i).isNumber()) {
        seconds.put(asked.get(i), line.path("seconds").get(i).doubleValue());
      }
    }
    SortedMap<String, String> refused = new TreeMap<>();
    line.path("refused").properties().forEach(e -> refused.put(e.getKey(), e.getValue().asText()));
    List<TimedAnswer> late = new ArrayList<>();
    for (JsonNode one : line.path("late")) {
      late.add(
          new TimedAnswer(
              one.path("round").intValue(),
              one.path("client").asText(),
              one.path("seconds").doubleValue()));
    }
    return new ClientRound(
        line.path("round").intValue(),
        asked,
        set(line.path("missing")),
        set(line.path("unused")),
        refused,
        late,
        seconds,
        line.has("correct") ? scores(line) : new TreeMap<>());
  }

  private SortedMap<String, ClientScore> scores(JsonNode line) {
    SortedMap<String, ClientScore> scores = new TreeMap<>();
    for (int i = 0; i < scored.size(); i++) {
      JsonNode personal = line.path("personal").path(i);
      JsonNode loss = line.path("loss").path(i);
      scores.put(
          scored.get(i),
          new ClientScore(
              line.path("correct").path(i).longValue(),
              line.path("examples").path(i).longValue(),
              loss.isNumber() ? loss.doubleValue() : Double.NaN,
              personal.isIntegralNumber() ? personal.longValue() : null));
    }
    return scores;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return List.copyOf(texts);
  }

  private static Set<String> set(JsonNode array) {
    return new HashSet<>(texts(array));
  }
}
