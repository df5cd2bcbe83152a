package dev.headwater.simulations.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a command was really run with: every flag and its value, typed or default, ready for {@code
 * config.yaml}.
 */
final class ResolvedConfig {
  /** Flags that say where results go or hold a secret; the rest says what the run is. */
  private static final Set<String> LEFT_OUT =
      Set.of("config", "resume", "out", "format", "token", "help", "version");

  private ResolvedConfig() {}

  static Map<String, Object> of(CommandSpec spec) {
    Map<String, Object> config = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String key = option.longestName().replaceFirst("^--", "");
      Object value = option.getValue();
      if (value != null && !LEFT_OUT.contains(key)) {
        config.put(key, written(value));
      }
    }
    return config;
  }

  /** As it would be typed; a path as it was, where YAML would make an absolute URI of it. */
  private static Object written(Object value) {
    if (value instanceof Enum<?> name) {
      return name.name().toLowerCase(Locale.ROOT);
    }
    return value instanceof Path path ? path.toString() : value;
  }
}
