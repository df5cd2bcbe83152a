package dev.headwater.cli.options;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.RunSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The training and privacy flags of a recorded run, parsed from its configuration by the same code
 * as on the command line.
 */
@Command
public final class RunFlags {
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin PrivacyOptions privacy = new PrivacyOptions();

  private RunFlags() {}

  /**
   * The flags for repeating a run without a privacy budget.
   *
   * @param config keys are flag names, as in {@code config.yaml}
   * @param delta delta in place of the run's own; null for the run's own
   * @param seed seed of everything random; null for noise and cohorts that nobody can reproduce
   * @throws UserDataException if the configuration is not one of Headwater's
   */
  public static RunFlags again(
      Map<String, Object> config, @Nullable Double delta, @Nullable Long seed) {
    Map<String, Object> wanted = new LinkedHashMap<>(config);
    wanted.remove("epsilon-budget");
    wanted.put("noise-source", seed == null ? "secure" : "seeded");
    if (seed != null) {
      wanted.put("seed", seed);
    }
    if (delta != null) {
      wanted.put("delta", delta);
    }
    RunFlags flags = new RunFlags();
    CommandLine cli = new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true);
    List<String> args = new ArrayList<>();
    for (OptionSpec option : cli.getCommandSpec().options()) {
      String key = ConfigFile.key(option);
      Object value = wanted.get(key);
      if (value != null) {
        args.add("--" + key + "=" + value);
      }
    }
    try {
      cli.parseArgs(args.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserDataException(
          "run: its config.yaml cannot be used: %s (expected: as the run has written it)"
              .formatted(e.getMessage()),
          e);
    }
    return flags;
  }

  /**
   * The settings of the run, including its promise.
   *
   * @param model the model that it trained
   * @param population num_examples by name of every client that the run was planned for
   */
  public RunSettings settings(Model model, SortedMap<String, Integer> population) {
    privacy.check();
    RunSettings settings = training.settings(model, population.size(), privacy, summing);
    Promise promise = privacy.promise(settings, population);
    if (promise == null) {
      throw new UserDataException(
          "run: its config.yaml names no --privacy (expected: a run with --privacy)");
    }
    return UserInput.valid(() -> settings.but().promise(promise).build());
  }

  /** The head that the run trained. */
  public Model model(int classes, int features) {
    return training.model(classes, features);
  }
}
