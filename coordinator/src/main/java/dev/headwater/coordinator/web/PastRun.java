package dev.headwater.coordinator.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run folder says of itself; a run that is under way, or was stopped without a word, says
 * little.
 *
 * @param id the folder's name
 * @param started when, as the run says, else when its folder was first written to
 * @param summary of {@code summary.json}, missing where there is none
 * @param rounds that ended
 * @param files that are given out
 */
record PastRun(String id, Instant started, JsonNode summary, long rounds, List<Path> files) {
  static final Comparator<PastRun> NEWEST_FIRST =
      Comparator.comparing(PastRun::started).thenComparing(PastRun::id).reversed();

  private static final JsonMapper JSON = new JsonMapper();

  /** Reads a run folder; damaged files count as missing. */
  static PastRun read(Path run, List<Path> files) {
    JsonNode summary = tree(run.resolve("summary.json"));
    long rounds = summary.path("rounds").asLong(-1);
    return new PastRun(
        run.getFileName().toString(),
        whenStarted(run),
        summary,
        rounds < 0 ? lines(run.resolve("rounds.jsonl")) : rounds,
        List.copyOf(files));
  }

  /** As {@code /api/runs.json} lists it. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("started", started.toString());
    json.put("outcome", summary.path("outcome").textValue());
    json.put("rounds", rounds);
    json.put("final_accuracy", number(summary.path("final_accuracy")));
    json.put("epsilon", number(summary.path("privacy").path("epsilon")));
    List<Object> list = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      list.add(Map.of("name", name, "size", size(file), "url", url(name)));
    }
    json.put("files", list);
    return json;
  }

  private String url(String name) {
    return "/api/runs/"
        + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")
        + "/"
        + name;
  }

  private static @Nullable Double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : null;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(Path file) {
    try {
      return Files.isRegularFile(file)
          ? JSON.readTree(Files.readAllBytes(file))
          : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static long lines(Path file) {
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.endsWith("}")).count();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static Instant whenStarted(Path run) {
    String said = startedWords(run.resolve("details.json"));
    try {
      if (said != null) {
        return ZonedDateTime.parse(said).toInstant();
      }
    } catch (DateTimeException e) {
      try {
        return OffsetDateTime.parse(said).toInstant();
      } catch (DateTimeException e2) {
        // as if it said nothing
      }
    }
    try {
      return Files.getLastModifiedTime(run.resolve("config.yaml")).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Details can be long, and this stands near their beginning. */
  private static @Nullable String startedWords(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        if (key.equals("started")) {
          return parser.getValueAsString();
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }
}
