package dev.headwater.cli.config;

import dev.headwater.cli.process.Version;
import dev.headwater.simulations.output.origin.Environment;
import dev.headwater.simulations.output.origin.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command that runs a run again, from its resolved settings. */
public final class Reproduction {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");

  private Reproduction() {}

  /**
   * Command and environment of a run: flags at their defaults are left out, secrets are no
   * settings.
   *
   * @param spec of the command, parsed, its settings resolved
   */
  public static Origin of(CommandSpec spec) {
    return of(spec, ResolvedConfig.of(spec));
  }

  /**
   * Command and environment of a run whose settings are not those of the command line alone.
   *
   * @param spec of the command
   * @param config values by flag name; flags that are not in it are left out
   */
  public static Origin of(CommandSpec spec, Map<String, Object> config) {
    List<String> words = new ArrayList<>();
    words.add(spec.name());
    for (OptionSpec option : spec.options()) {
      Object value = config.get(ConfigFile.key(option));
      String text = value == null ? null : text(value);
      if (text != null && !option.hidden() && !asByDefault(option, text)) {
        words.add("--" + ConfigFile.key(option) + (value instanceof Boolean ? "" : "=" + text));
      }
    }
    return new Origin(words, Environment.here(Version.commit()));
  }

  /** Threads change no result, and are among what the run ran on. */
  private static boolean asByDefault(OptionSpec option, String text) {
    String byDefault = option.defaultValue();
    if (byDefault == null) {
      return ConfigFile.key(option).equals("threads");
    }
    return text.equals(byDefault)
        || (NUMBER.matcher(text).matches()
            && NUMBER.matcher(byDefault).matches()
            && Double.parseDouble(text) == Double.parseDouble(byDefault));
  }

  /** Null for a switch that is off. */
  private static @Nullable String text(Object value) {
    if (value instanceof Collection<?> all) {
      return all.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value.equals(false) ? null : value.toString();
  }
}
