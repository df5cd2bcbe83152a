package dev.headwater.cli.config;

import dev.headwater.cli.process.Version;
import dev.headwater.simulations.output.origin.Environment;
import dev.headwater.simulations.output.origin.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command that runs a run again, from its resolved settings. */
public final class Reproduction {
  private Reproduction() {}

  /**
   * Command and environment of a run: flags at their defaults are left out, secrets are no
   * settings.
   *
   * @param spec of the command, parsed, its settings resolved
   */
  public static Origin of(CommandSpec spec) {
    Map<String, Object> config = ResolvedConfig.of(spec);
    List<String> words = new ArrayList<>();
    words.add(spec.name());
    for (OptionSpec option : spec.options()) {
      Object value = config.get(ConfigFile.key(option));
      String text = value == null ? null : text(value);
      if (text != null && !text.equals(option.defaultValue())) {
        words.add("--" + ConfigFile.key(option) + (value instanceof Boolean ? "" : "=" + text));
      }
    }
    return new Origin(words, Environment.here(Version.commit()));
  }

  /** Null for a switch that is off. */
  private static @Nullable String text(Object value) {
    if (value instanceof Collection<?> all) {
      return all.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value.equals(Boolean.FALSE) ? null : value.toString();
  }
}
