package dev.headwater.simulations.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say where results go. */
final class OutputOptions {
  enum Format {
    TEXT,
    JSON
  }

  @Option(names = "--config", paramLabel = "FILE", description = "YAML with the same keys as these flags; a flag wins over the file.")
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
      description = "text (for people), or json (JSON lines on standard output and nothing else). Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;
}
