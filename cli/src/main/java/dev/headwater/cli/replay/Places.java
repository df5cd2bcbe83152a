package dev.headwater.cli.replay;

import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.simulations.output.RecordedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where on this machine is what a recorded run was made of. */
final class Places {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Of live clients: a folder with a folder per client, as 'partition --export' writes it. Of a simulation: its data, where that is no longer where config.yaml says.")
  @Nullable String data;

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description = "The run's test pictures, where they are no longer where config.yaml says.")
  @Nullable String testData;

  @Option(
      names = "--label-map",
      paramLabel = "FILE",
      description = "What the classes of the clients' folders are called in the run.")
  @Nullable Path labelMap;

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description = "The run's backbone, where it is no longer where config.yaml says.")
  @Nullable String backbone;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where computed features are kept. Default: where the run kept them, else as other commands.")
  @Nullable Path cache;

  @Option(
      names = "--extensions",
      paramLabel = "JAR",
      split = ",",
      description =
          "Jars with the run's own classes, where they are no longer where config.yaml says, and with those that --what-if names.")
  List<Path> extensions = new ArrayList<>();

  /** The folder of the clients' folders, null for none. */
  @Nullable Path folders() {
    return data == null ? null : Path.of(data);
  }

  /** Flags that take the place of those in {@code config.yaml}. */
  Map<String, String> flags(RecordedRun run, boolean simulated) {
    Map<String, String> flags = new LinkedHashMap<>();
    if (data != null && simulated) {
      flags.put("data", data);
    }
    if (testData != null) {
      flags.put("test-data", testData);
    }
    if (labelMap != null) {
      flags.put("label-map", labelMap.toString());
    }
    if (backbone != null) {
      flags.put("backbone", backbone);
    }
    if (!extensions.isEmpty()) {
      flags.put(
          "extensions", extensions.stream().map(Path::toString).collect(Collectors.joining(",")));
    }
    flags.put("cache", cache == null ? usual(run) : cache.toString());
    return flags;
  }

  private static String usual(RecordedRun run) {
    Object kept = run.config().get("cache");
    return kept != null && Files.isDirectory(Path.of(kept.toString()))
        ? kept.toString()
        : OpenModel.cacheRoot(new ModelOptions()).toString();
  }
}
