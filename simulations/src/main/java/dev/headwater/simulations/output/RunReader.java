package dev.headwater.simulations.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a run folder; tolerates the incomplete files of an interrupted run, and reports them. */
final class RunReader {
  private final Path dir;
  private final List<String> notes = new ArrayList<>();

  private RunReader(Path dir) {
    this.dir = dir;
  }

  static RecordedRun read(Path dir) {
    return new RunReader(dir).read();
  }

  static void requireReadable(Path dir) {
    RunReader reader = new RunReader(dir);
    for (String name : List.of(RunFolder.SUMMARY, RunFolder.DETAILS)) {
      String text = reader.text(name);
      try {
        if (text != null) {
          Json.stateOf(text, dir.resolve(name));
        }
      } catch (JsonProcessingException e) {
        // Damaged: the one who needs what it says will say so.
      }
    }
  }

  private RecordedRun read() {
    if (!Files.isDirectory(dir)) {
      throw new UserDataException(
          "run: %s is not a folder (expected: a run folder, such as runs/20260101-120000-demo)"
              .formatted(dir));
    }
    String config = text(RunFolder.CONFIG);
    if (config == null) {
      throw new UserDataException(
          "run: %s has no %s (expected: a run folder, as written by simulate or coordinator; a run that was killed before its first round begins again with --out and its flags)"
              .formatted(dir, RunFolder.CONFIG));
    }
    List<String> lines = new ArrayList<>();
    List<RoundRecord> rounds = rounds(lines);
    SummaryRecord summary =
        optional(RunFolder.SUMMARY, SummaryRecord.class, SummaryRecord.LEFT_OUT);
    RunDetails details = optional(RunFolder.DETAILS, RunDetails.class, RunDetails.LEFT_OUT);
    return new RecordedRun(
        dir, yaml(config), rounds, List.copyOf(lines), summary, details, List.copyOf(notes));
  }

  /** The rounds; their lines are added to {@code read}. */
  private List<RoundRecord> rounds(List<String> read) {
    String text = text(RunFolder.ROUNDS);
    if (text == null) {
      notes.add("%s is missing, so no round is shown.".formatted(RunFolder.ROUNDS));
      return List.of();
    }
    List<RoundRecord> rounds = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        rounds.add(RoundRecord.parse(lines.get(i), dir.resolve(RunFolder.ROUNDS)));
        read.add(lines.get(i));
      } catch (JsonProcessingException e) {
        if (i < lines.size() - 1) {
          throw new UserDataException(
              "run: line %d of %s is damaged (expected: one JSON object a line; only the last line may be incomplete)"
                  .formatted(i + 1, dir.resolve(RunFolder.ROUNDS)),
              e);
        }
        notes.add(
            "The last line of %s is incomplete and was left out; the run was probably stopped while it was written."
                .formatted(RunFolder.ROUNDS));
      }
    }
    return List.copyOf(rounds);
  }

  private Map<String, Object> yaml(String text) {
    try {
      return Json.readYaml(text);
    } catch (JsonProcessingException e) {
      throw new UserDataException(
          "run: %s is no YAML: %s (expected: flag names and values)"
              .formatted(dir.resolve(RunFolder.CONFIG), Json.trouble(e)),
          e);
    }
  }

  private <T> @Nullable T optional(String name, Class<T> type, List<String> leftOut) {
    String text = text(name);
    if (text == null) {
      notes.add("%s is missing; the run may not have ended.".formatted(name));
      return null;
    }
    try {
      return Json.read(Json.stateOf(text, dir.resolve(name)), type, leftOut);
    } catch (JsonProcessingException e) {
      notes.add("%s cannot be read and was left out: %s.".formatted(name, Json.trouble(e)));
      return null;
    }
  }

  /** Bytes that are not UTF-8 become replacement characters, which JSON readers refuse. */
  private @Nullable String text(String name) {
    Path file = dir.resolve(name);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserDataException(
          "run: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }
}
