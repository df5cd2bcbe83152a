package dev.headwater.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file whose keys are the flags without their dashes. Flags on the command line override the
 * file.
 */
public final class ConfigFile {
  private static final String FLAG = "--config";

  /** A client's demands are a file of the same form. */
  private static final String POLICY = "--policy";

  /** A run is resumed with its original configuration. */
  private static final String RESUME = "--resume";

  private final String what;
  private final Path file;
  private final Map<String, String> values;

  private ConfigFile(String what, Path file, Map<String, String> values) {
    this.what = what;
    this.file = file;
    this.values = values;
  }

  /** The file named by the arguments, if any. */
  public static Optional<ConfigFile> in(String... args) {
    return value(FLAG, args)
        .or(() -> value(RESUME, args).map(ConfigFile::ofRun))
        .map(file -> read("config", file))
        .or(() -> value(POLICY, args).map(file -> read("policy", file)));
  }

  /** A newer version may have flags that are unknown here: then the run is refused, not a flag. */
  private static Path ofRun(Path run) {
    RunFolder.requireReadable(run);
    return run.resolve(RunFolder.CONFIG);
  }

  private static Optional<Path> value(String flag, String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(flag + "=")) {
        return Optional.of(Path.of(args[i].substring(flag.length() + 1)));
      }
      if (args[i].equals(flag) && i + 1 < args.length) {
        return Optional.of(Path.of(args[i + 1]));
      }
    }
    return Optional.empty();
  }

  public static ConfigFile read(Path file) {
    return read("config", file);
  }

  private static ConfigFile read(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserDataException(
          "%s: no file %s (expected: a YAML file whose keys are flags without their dashes)"
              .formatted(what, file));
    }
    try {
      Object tree =
          new ObjectMapper(new YAMLFactory()).readValue(Files.readString(file), Object.class);
      return new ConfigFile(what, file, flatten(what, file, tree));
    } catch (JsonProcessingException e) {
      throw new UserDataException(
          "%s: %s is not YAML: %s".formatted(what, file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: %s cannot be read: %s".formatted(what, file, e.getMessage()), e);
    }
  }

  private static Map<String, String> flatten(String what, Path file, @Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw new UserDataException(
          "%s: %s holds no keys (expected: lines such as 'rounds: 10')".formatted(what, file));
    }
    Map<String, String> values = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (value instanceof Map) {
            throw new UserDataException(
                "%s: %s: %s has keys of its own (expected: one value, as the flag --%s takes)"
                    .formatted(what, file, key, key));
          }
          if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
            values.put(String.valueOf(key), scalar(value));
          }
        });
    return values;
  }

  private static String scalar(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  /**
   * Default values for the command that {@code args} name.
   *
   * @throws UserDataException for a key without a flag of the command; the message names the
   *     nearest flag
   */
  public IDefaultValueProvider defaultsFor(CommandLine cli, String... args) {
    CommandLine command = cli;
    for (String arg : args) {
      command = command.getSubcommands().getOrDefault(arg, command);
    }
    Map<String, OptionSpec> known = new TreeMap<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      known.put(option.longestName().replaceFirst("^--", ""), option);
    }
    for (String key : values.keySet()) {
      if (!known.containsKey(key)) {
        throw new UserDataException(
            "%s: %s: unknown key '%s' (did you mean '%s'? '%s --help' lists them all)"
                .formatted(
                    what,
                    file,
                    key,
                    Nearest.to(key, known.keySet()),
                    command.getCommandSpec().qualifiedName(" ")));
      }
    }
    return this::defaultValue;
  }

  private @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? values.get(option.longestName().replaceFirst("^--", ""))
        : null;
  }
}
