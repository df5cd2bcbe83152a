package dev.headwater.simulations.command;

import dev.headwater.simulations.output.RunFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say where results go. */
final class OutputOptions {
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML with the same keys as these flags; a flag wins over the file.")
  @Nullable Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder; it must not exist yet. Default: a new one below runs/.")
  @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text (for people), or json (JSON lines on standard output and nothing else). Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  /** The run's new folder. */
  RunFolder folder(String data) {
    return out != null
        ? RunFolder.create(out)
        : RunFolder.create(Path.of("runs"), data, Clock.system(ZoneId.systemDefault()));
  }
}
