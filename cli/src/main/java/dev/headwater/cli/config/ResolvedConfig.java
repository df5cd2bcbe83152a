package dev.headwater.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
          "changed-data",
          "last-call",
          "out",
          "format",
          "mlflow", // where it is told of, as out is
          "log-file",
          "log-format",
          "quiet",
          "verbose",
          "token",
          "token-file",
          "dirichlet-alpha", // said as partition
          "help",
          "help-all",
          "version",
          "unlearn");

  /** Flags whose values are paths, unless they are names of what needs no file. */
  private static final Set<String> PATHS_OR_NAMES = Set.of("data", "test-data", "backbone");

  private static final Pattern NAMES = Pattern.compile("demo|embedded|pixels|(demo|class):.*");

  private ResolvedConfig() {}

  public static Map<String, Object> of(CommandSpec spec) {
    Map<String, Object> config = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String key = ConfigFile.key(option);
      Object value = option.getValue();
      boolean empty = value instanceof Collection<?> values && values.isEmpty();
      if (value != null && !empty && !LEFT_OUT.contains(key)) {
        config.put(key, PATHS_OR_NAMES.contains(key) ? path(value.toString()) : typed(value));
      }
    }
    return config;
  }

  /**
   * The value as it is typed, but paths in full: a run may go on from another folder. As texts,
   * because YAML would write them as URIs.
   */
  private static Object typed(Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    if (value instanceof Path path) {
      return path.toAbsolutePath().toString();
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(ResolvedConfig::typed).toList();
    }
    return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value;
  }

  /** {@return pictures or a backbone as the configuration names them: a path in full, or a name} */
  public static String path(String text) {
    try {
      return NAMES.matcher(text).matches() || text.isBlank()
          ? text
          : Path.of(text).toAbsolutePath().toString();
    } catch (InvalidPathException e) {
      return text; // refused where it is opened
    }
  }
}
