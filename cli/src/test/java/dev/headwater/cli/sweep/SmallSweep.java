package dev.headwater.cli.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sweeps of a few runs on a few drawings, which take fractions of a second each. */
final class SmallSweep {
  /** Flags of all runs, as lines below {@code base}. */
  static final String BASE =
      """
      base:
        data: demo:users=4,pictures=12,test=30
        backbone: pixels
        image-size: 8
        rounds: 3
        cache: %s
      """;

  private final Path folder;

  SmallSweep(Path folder) {
    this.folder = folder;
  }

  /** The file, with the usual base and more lines. */
  Path file(String more) throws IOException {
    return text(BASE.formatted(cache()) + more);
  }

  /** The file with nothing but this. */
  Path text(String text) throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), text);
  }

  String cache() {
    return folder.resolve("cache").toString();
  }

  /** Where its results are. */
  Path out() {
    return folder.resolve("out");
  }

  CommandRun run(Path file, String... more) {
    return as("json", file, more);
  }

  CommandRun as(String format, Path file, String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", file.toString()));
    args.addAll(List.of("--out", out().toString(), "--format", format));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** A single run with the flags of the base. */
  CommandRun simulate(Path to, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--quiet"));
    args.addAll(List.of("--data", "demo:users=4,pictures=12,test=30", "--backbone", "pixels"));
    args.addAll(List.of("--image-size", "8", "--cache", cache(), "--out", to.toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  static List<String> digests(Path run) {
    return RunFolder.open(run).rounds().stream().map(RoundRecord::digest).toList();
  }
}
