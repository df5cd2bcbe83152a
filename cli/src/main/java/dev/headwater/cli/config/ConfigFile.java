package dev.headwater.cli.config;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.text.SealedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
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
  private final @Nullable ConfigFile demands;

  private ConfigFile(
      String what, Path file, Map<String, String> values, @Nullable ConfigFile demands) {
    this.what = what;
    this.file = file;
    this.values = values;
    this.demands = demands;
  }

  /** The files named by the arguments, if any: a configuration, demands, or both. */
  public static Optional<ConfigFile> in(String... args) {
    Optional<ConfigFile> config =
        value(FLAG, args)
            .or(() -> value(RESUME, args).map(ConfigFile::ofRun))
            .map(file -> read("config", file));
    Optional<ConfigFile> demands =
        value(POLICY, args)
            .or(() -> config.map(c -> c.values.get(POLICY.substring(2))).map(Path::of))
            .map(file -> read("policy", file));
    return config.isPresent() && demands.isPresent()
        ? config.map(c -> new ConfigFile(c.what, c.file, c.values, demands.get()))
        : config.or(() -> demands);
  }

  /** A newer version may have flags that are unknown here: then the run is refused, not a flag. */
  private static Path ofRun(Path run) {
    RunFolder.requireReadable(run);
    Path file = run.resolve(RunFolder.CONFIG);
    try {
      if (Files.isRegularFile(file) && SealedConfig.isChanged(Files.readString(file))) {
        throw new UserDataException(
            "config: %s was changed after the run wrote it (expected: as it was written; give other flags to --resume itself, or take out the file's line with its SHA-256 if the change is meant)"
                .formatted(file));
      }
    } catch (IOException e) {
      // Whoever reads it next says so.
    }
    return file;
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

  /**
   * Settings that a run has recorded.
   *
   * @param file names them in messages
   * @param config keys are flag names
   */
  public static ConfigFile of(Path file, Map<String, Object> config) {
    Map<String, String> values = new LinkedHashMap<>();
    config.forEach(
        (key, value) ->
            values.put(
                key,
                value instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : value.toString()));
    return of("config", file, values);
  }

  /**
   * Keys that stand in a file of another form.
   *
   * @param what names the file in messages
   */
  public static ConfigFile of(String what, Path file, Map<String, String> values) {
    return new ConfigFile(what, file, Map.copyOf(values), null);
  }

  private static ConfigFile read(String what, Path file) {
    String example = what.equals("policy") ? "max-rounds: 10" : "rounds: 10";
    return new ConfigFile(what, file, new KeyFile(what, file, example).values(), null);
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
    for (OptionSpec option : allowed(command)) {
      names(option).forEach(name -> known.put(name, option));
    }
    Map<OptionSpec, String> said = new HashMap<>();
    for (Map.Entry<String, String> one : values.entrySet()) {
      OptionSpec option = known.get(one.getKey());
      if (option == null) {
        if (!what.equals("policy")) {
          requireOwn(command, one.getKey());
        }
        throw unknown(one.getKey(), known.keySet(), command);
      }
      String other = said.put(option, one.getKey());
      if (other != null) {
        throw new UserDataException(
            "%s: %s: %s and %s are one setting (expected: one of the two lines)"
                .formatted(what, file, other, one.getKey()));
      }
      requireSwitch(option, one.getKey(), one.getValue());
    }
    if (demands != null) {
      demands.defaultsFor(cli, args);
      for (String key : demands.values.keySet()) {
        if (values.containsKey(key)) {
          throw new UserDataException(
              "policy: %s and config %s both say %s (expected: one of them)"
                  .formatted(demands.file, file, key));
        }
      }
    }
    return this::defaultValue;
  }

  /** Default values for flags of any command; keys that are none of its flags are passed over. */
  public IDefaultValueProvider defaultsOfKnown() {
    return this::defaultValue;
  }

  private @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String own =
        names(option).stream()
            .filter(values::containsKey)
            .findFirst()
            .map(values::get)
            .orElse(null);
    return own == null && demands != null ? demands.defaultValue(argument) : own;
  }

  /** The key that a flag is written with, whatever else it is called. */
  public static String key(OptionSpec option) {
    return names(option).get(0);
  }

  /** The keys of a flag: its names, of which the first is the one that is written. */
  static List<String> names(OptionSpec option) {
    return Arrays.stream(option.names())
        .filter(name -> name.startsWith("--"))
        .map(name -> name.substring(2))
        .toList();
  }

  /** A policy takes demands alone: a node's data and name in it would be somebody else's say. */
  private Collection<OptionSpec> allowed(CommandLine command) {
    if (!what.equals("policy")) {
      return command.getCommandSpec().options();
    }
    List<OptionSpec> demands = new ArrayList<>();
    for (CommandSpec group : command.getCommandSpec().mixins().values()) {
      if (group.findOption(POLICY) != null) {
        demands.addAll(group.options());
        demands.remove(group.findOption(POLICY));
      }
    }
    return demands;
  }

  /** A run is resumed by the command that began it: its settings are those of no other. */
  private void requireOwn(CommandLine command, String key) {
    CommandLine parent = command.getParent();
    for (String name : parent == null ? List.<String>of() : List.of("simulate", "coordinator")) {
      CommandLine other = parent.getSubcommands().get(name);
      if (other != null && other != command && hasAll(other)) {
        throw new UserDataException(
            "%s: %s is a run of '%s', and not of '%s', which has no '%s' (expected: the same with 'headwater %s')"
                .formatted(what, file, name, command.getCommandName(), key, name));
      }
    }
  }

  private boolean hasAll(CommandLine command) {
    Set<String> names = new HashSet<>();
    command.getCommandSpec().options().forEach(option -> names.addAll(names(option)));
    return names.containsAll(values.keySet());
  }

  private UserDataException unknown(String key, Set<String> known, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    boolean flag = command.getCommandSpec().findOption("--" + key) != null;
    return new UserDataException(
        flag
            ? "%s: %s: '%s' is no demand (expected: %s; give --%s to '%s' itself)"
                .formatted(what, file, key, String.join(", ", known), key, name)
            : "%s: %s: unknown key '%s' (did you mean '%s'? '%s --help-all' lists them all)"
                .formatted(what, file, key, Nearest.to(key, known), name));
  }

  private void requireSwitch(OptionSpec option, String key, String value) {
    boolean isSwitch = option.type() == boolean.class || option.type() == Boolean.class;
    if (isSwitch && !value.equals("true") && !value.equals("false")) {
      throw new UserDataException(
          "%s: %s: %s: '%s' (expected: true or false)".formatted(what, file, key, value));
    }
  }
}
