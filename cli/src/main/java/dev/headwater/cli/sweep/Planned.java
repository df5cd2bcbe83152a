package dev.headwater.cli.sweep;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.cli.config.Converters;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.comparison.Setting;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A run of a sweep.
 *
 * @param name of its folder; the same for the same settings and seed
 * @param setting what tells it from others
 * @param seed of the run
 * @param values all flags that the file gives it, by name without dashes
 * @param dataRoot folder in which its data and backbone are looked for first, null for none
 */
record Planned(
    String name, Setting setting, long seed, Map<String, String> values, @Nullable Path dataRoot) {
  private static final List<String> PATHS = List.of("data", "test-data", "backbone");

  /**
   * The command that runs it, with its flags read as on the command line.
   *
   * @param file for messages
   * @param more flags beside its own
   * @throws UserDataException if a flag is unknown or has no such value
   */
  SimulateCommand command(Path file, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("seed", String.valueOf(seed));
    all.putAll(more);
    Path root = dataRoot;
    if (root != null) {
      PATHS.forEach(flag -> all.computeIfPresent(flag, (f, path) -> below(root, path)));
    }
    SimulateCommand command = new SimulateCommand();
    CommandLine cli = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    cli.setCommandName("headwater simulate");
    Converters.register(cli);
    cli.setDefaultValueProvider(ConfigFile.of("sweep", file, all).defaultsFor(cli));
    try {
      cli.parseArgs();
    } catch (ParameterException e) {
      throw new UserDataException("sweep: %s: %s: %s".formatted(file, name, e.getMessage()), e);
    }
    return command;
  }

  private static String below(Path root, String path) {
    try {
      Path there = root.resolve(path);
      return Files.exists(there) ? there.toString() : path;
    } catch (InvalidPathException e) {
      return path; // such as class:NAME on some systems
    }
  }
}
