package dev.headwater.cli.privacy;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater privacy epsilon}: the privacy cost of rounds with noise. */
@Command(
    name = "epsilon",
    description = "Says which epsilon rounds of clipped, noisy sums cost.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class EpsilonCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin SamplingOptions options = new SamplingOptions();

  @Option(
      names = "--noise-multiplier",
      required = true,
      paramLabel = "Z",
      description = "Standard deviation of the sum's noise over the clipping norm.")
  double noiseMultiplier;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() {
    Sampling sampling = options.sampling();
    double allowed = options.delta();
    int count = options.steps();
    Step step = UserInput.valid(() -> new Step(sampling, noiseMultiplier, count));
    StepCost spending = StepCost.of(step, allowed, options.kind(sampling));
    List<String> text = new ArrayList<>(List.of(spending.sentence(), ""));
    text.addAll(spending.table());
    output.print(new Report(text, spending.json()), spec);
    return ExitCode.DONE.code();
  }
}
