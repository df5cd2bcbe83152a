package dev.headwater.simulations.command.privacy;

import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.simulations.command.CommandLines;
import dev.headwater.simulations.command.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater privacy epsilon}: what rounds with noise cost. */
@Command(
    name = "epsilon",
    description = "Says which epsilon rounds of clipped, noisy sums cost.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EpsilonCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin SamplingOptions options = new SamplingOptions();

  @Option(
      names = "--noise-multiplier",
      required = true,
      paramLabel = "Z",
      description = "Standard deviation of the sum's noise over the clipping norm.")
  double noiseMultiplier;

  @Option(names = "--steps", required = true, paramLabel = "T", description = "Rounds.")
  int steps;

  @Option(
      names = "--delta",
      required = true,
      paramLabel = "D",
      description = "The chance that epsilon does not hold; below 1 / clients.")
  double delta;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  @Override
  public Integer call() {
    Sampling sampling = options.sampling();
    double allowed = options.checkedDelta(delta);
    int count = SamplingOptions.checkedSteps("steps", steps);
    Step step = CommandLines.valid(() -> new Step(sampling, noiseMultiplier, count));
    Spending spending = Spending.of(step, allowed, options.kind(sampling));
    List<String> text = new ArrayList<>(List.of(spending.sentence(), ""));
    text.addAll(spending.table());
    new Report(text, spending.json()).print(format, spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }
}
