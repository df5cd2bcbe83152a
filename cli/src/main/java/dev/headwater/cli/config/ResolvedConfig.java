package dev.headwater.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The effective configuration of a command: every flag and its value, given or default, for {@code
 * config.yaml}.
 */
public final class ResolvedConfig {
  /** Flags for output locations and secrets; all others define the run. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "config",
          "resume",
          "adopt",
          "out",
          "format",
          "token",
          "token-file",
          "help",
          "version",
          "unlearn");

  private ResolvedConfig() {}

  public static Map<String, Object> of(CommandSpec spec) {
    Map<String, Object> config = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String key = ConfigFile.names(option).get(0);
      Object value = option.getValue();
      boolean empty = value instanceof Collection<?> values && values.isEmpty();
      if (value != null && !empty && !LEFT_OUT.contains(key)) {
        config.put(key, typed(value));
      }
    }
    return config;
  }

  /** The value as it is typed; paths unchanged, because YAML would write them as absolute URIs. */
  private static Object typed(Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    if (value instanceof Path path) {
      return path.toString();
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(ResolvedConfig::typed).toList();
    }
    return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value;
  }
}
