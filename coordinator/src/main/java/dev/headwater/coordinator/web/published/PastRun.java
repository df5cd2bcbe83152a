package dev.headwater.coordinator.web.published;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.headwater.files.StateFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, and the files of it that may be published.
 *
 * @param folder the run's
 * @param started start time according to the run, else the modification time of its configuration
 * @param summary of {@code summary.json}
 * @param promised whether it ran with a privacy guarantee; also true if that is unknown
 * @param files that are published
 * @param refused why nothing but its name is published, as a sentence; null if it can be read
 */
public record PastRun(
    Path folder,
    Instant started,
    JsonNode summary,
    boolean promised,
    List<PublishedFile> files,
    @Nullable String refused) {
  public static final Comparator<PastRun> NEWEST_FIRST =
      Comparator.comparing(PastRun::started).thenComparing(PastRun::id).reversed();

  /**
   * Outcomes after which a run's clients were told that it is over; runs with other outcomes may be
   * resumed.
   */
  private static final Set<String> OVER =
      Set.of("done", "target reached", "no improvement", "budget spent");

  /** The ledger of a run under a promise. */
  private static final String LEDGER = "ledger.jsonl";

  /** The flag of a promise; a false match only publishes less. */
  private static final String PROMISE = "privacy";

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads a run folder; empty if it is not a run folder, or the run is not over. Of a run that a
   * newer version has written nothing is known, not even whether it promised privacy: no file of it
   * is published.
   */
  public static Optional<PastRun> read(Path run) {
    if (!PublishedFile.CONFIG.presentIn(run) || !PublishedFile.SUMMARY.presentIn(run)) {
      return Optional.empty();
    }
    JsonNode summary = summary(run);
    String refused = problemOf(summary);
    if (refused != null) {
      Instant written = modified(PublishedFile.CONFIG.in(run));
      return Optional.of(new PastRun(run, written, summary, true, List.of(), refused));
    }
    if (!OVER.contains(summary.path("outcome").asText())) {
      return Optional.empty();
    }
    boolean promised = promised(run, summary);
    List<PublishedFile> files =
        Arrays.stream(PublishedFile.values())
            .filter(file -> file.allowed(promised) && file.presentIn(run))
            .toList();
    return Optional.of(new PastRun(run, whenStarted(run), summary, promised, files, null));
  }

  private static @Nullable String problemOf(JsonNode summary) {
    JsonNode format = summary.path(StateFormat.KEY);
    return StateFormat.problemOf(
        PublishedFile.SUMMARY.fileName(), format.isMissingNode() ? null : format.toString());
  }

  /** Unreadable files count as a promise: then less is published. */
  private static boolean promised(Path run, JsonNode summary) {
    if (summary.has("privacy") || Files.exists(run.resolve(LEDGER), LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try {
      return Files.readString(PublishedFile.CONFIG.in(run)).contains(PROMISE);
    } catch (IOException e) {
      return true;
    }
  }

  /** The folder's name. */
  public String id() {
    return folder.getFileName().toString();
  }

  /** Its entry in {@code /api/runs.json}. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id());
    json.put("started", started.toString());
    if (refused != null) {
      json.put("refused", refused);
      json.put("promised", promised);
      json.put("files", List.of());
      return json;
    }
    json.put("outcome", summary.path("outcome").textValue());
    json.put("rounds", summary.path("rounds").asLong(-1));
    // Under a promise accuracy on a test set may be published, accuracy on clients' pictures may
    // not.
    boolean scored = !promised || !summary.has("client_accuracy");
    json.put("final_accuracy", scored ? number(summary.path("final_accuracy")) : null);
    json.put("epsilon", number(summary.path("privacy").path("epsilon")));
    json.put("promised", promised);
    List<Object> list = new ArrayList<>();
    for (PublishedFile file : files) {
      String name = file.fileName();
      list.add(Map.of("name", name, "size", size(file.in(folder)), "url", url(name)));
    }
    json.put("files", list);
    return json;
  }

  private String url(String name) {
    return "/api/runs/"
        + URLEncoder.encode(id(), StandardCharsets.UTF_8).replace("+", "%20")
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

  private static JsonNode summary(Path run) {
    try {
      return JSON.readTree(Files.readAllBytes(PublishedFile.SUMMARY.in(run)));
    } catch (IOException e) {
      return MissingNode.getInstance(); // damaged
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
        // treated as empty
      }
    }
    return modified(PublishedFile.CONFIG.in(run));
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Details can be long, and this field is near their beginning. */
  private static @Nullable String startedWords(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
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
