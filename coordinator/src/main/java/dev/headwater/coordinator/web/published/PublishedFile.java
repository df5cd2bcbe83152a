package dev.headwater.coordinator.web.published;

import com.linecorp.armeria.common.MediaType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The published files of a run, most important first. Other files in the folder are never
 * published: checkpoints and ledgers are the operator's, and {@code details.json} names clients
 * with their scores and refusals.
 */
public enum PublishedFile {
  /** Cohorts, numbers of examples, losses and single clients' scores. */
  REPORT("report.html", MediaType.HTML_UTF_8, false),
  /** The head, which a promise covers. */
  HEAD("head.safetensors", MediaType.OCTET_STREAM, true),
  /** The head with the public backbone, which a promise covers too. */
  MODEL("model.safetensors", MediaType.OCTET_STREAM, true),
  /**
   * Counts contributions and bytes, and holds the seed that seeded noise can be drawn from again.
   */
  SUMMARY("summary.json", MediaType.JSON_UTF_8, false),
  /** Cohort sizes, numbers of examples and training losses, round by round. */
  ROUNDS("rounds.jsonl", MediaType.parse("application/x-ndjson; charset=utf-8"), false),
  /** Holds the seed too. */
  CONFIG("config.yaml", MediaType.PLAIN_TEXT_UTF_8, false);

  private final String fileName;

  @SuppressWarnings("ImmutableEnumChecker") // it is immutable, but its class is not annotated
  private final MediaType type;

  private final boolean underPromise;

  PublishedFile(String fileName, MediaType type, boolean underPromise) {
    this.fileName = fileName;
    this.type = type;
    this.underPromise = underPromise;
  }

  public String fileName() {
    return fileName;
  }

  public MediaType type() {
    return type;
  }

  /** Whether a run may publish it. */
  boolean allowed(boolean promised) {
    return !promised || underPromise;
  }

  /** Its path in a run's folder. */
  public Path in(Path run) {
    return run.resolve(fileName);
  }

  /** Whether it exists as a regular file in this folder: links are not followed. */
  boolean presentIn(Path run) {
    return Files.isRegularFile(in(run), LinkOption.NOFOLLOW_LINKS);
  }
}
