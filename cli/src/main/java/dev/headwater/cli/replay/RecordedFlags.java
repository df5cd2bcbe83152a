package dev.headwater.cli.replay;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.hostile.HostileOptions;
import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.stragglers.StragglerOptions;
import dev.headwater.files.UserDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The flags of a recorded run that decide its result, whether {@code simulate} or {@code
 * coordinator} wrote them, parsed by the same code as on the command line.
 */
@Command
final class RecordedFlags {
  @Mixin DataOptions data = new DataOptions();
  @Mixin ModelOptions model = new ModelOptions();
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin PrivacyOptions privacy = new PrivacyOptions();
  @Mixin StragglerOptions stragglers = new StragglerOptions();
  @Mixin HostileOptions hostile = new HostileOptions();
  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Option(names = "--min-clients")
  @Nullable Integer minClients;

  private @Nullable CommandLine parsed;

  private RecordedFlags() {}

  /**
   * The flags of a run.
   *
   * @param file its {@code config.yaml}
   * @param config what the file says, or said in an earlier start of the run
   * @param others flags that take the place of its own, by key
   * @throws UserDataException if the configuration is not one of Headwater's, or a value is none of
   *     its flag
   */
  static RecordedFlags of(Path file, ConfigFile config, Map<String, String> others) {
    RecordedFlags flags = new RecordedFlags();
    CommandLine cli = new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true);
    cli.setDefaultValueProvider(config.defaultsOfKnown());
    List<String> args = new ArrayList<>();
    others.forEach((key, value) -> args.add("--" + key + "=" + value));
    try {
      cli.parseArgs(args.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserDataException(
          "replay: %s with %s cannot be used: %s (expected: as the run has written it, and values that its flags take)"
              .formatted(file, others, e.getMessage()),
          e);
    }
    flags.parsed = cli;
    return flags;
  }

  /** Every flag and its value, for another run's configuration. */
  Map<String, Object> resolved() {
    return parsed == null ? Map.of() : ResolvedConfig.of(parsed.getCommandSpec());
  }
}
