package dev.headwater.cli.options;

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
 * The flags of a recorded run that say how it learns and what it promises, read back from its
 * configuration by the same code that read them from the command line.
 */
@Command
public final class RunFlags {
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin PrivacyOptions privacy = new PrivacyOptions();

  private RunFlags() {}

  /**
   * The flags of a run that is done again without a limit on what it may spend.
   *
   * @param config keys are flag names, as in {@code config.yaml}
   * @param delta what is promised, in place of the run's own; null for that
   * @param seed of everything random; null to draw noise and cohorts that nobody can draw again
   * @throws UserDataException if the configuration is none of ours
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
      Object value = wanted.get(option.longestName().replaceFirst("^--", ""));
      if (value != null) {
        args.add(option.longestName() + "=" + value);
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
   * What the run did, round by round, and what it promised.
   *
   * @param model what it learned
   * @param population num_examples of every client that it was planned for, by name
   */
  public RunSettings settings(Model model, SortedMap<String, Integer> population) {
    privacy.check();
    RunSettings settings = training.settings(model, population.size(), privacy, summing);
    Promise promise = privacy.promise(settings, population);
    if (promise == null) {
      throw new UserDataException(
          "run: its config.yaml names no --privacy (expected: a run that promises some)");
    }
    return UserInput.valid(() -> settings.but().promise(promise).build());
  }

  /** The head that the run learned. */
  public Model model(int classes, int features) {
    return training.model(classes, features);
  }
}
