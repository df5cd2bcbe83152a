package dev.headwater.cli.privacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Calibration;
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

/** {@code headwater privacy calibrate}: the noise that a budget requires. */
@Command(
    name = "calibrate",
    description = "Computes the noise that keeps a privacy budget.",
    footer = "headwater privacy calibrate --epsilon 3 --sampling-rate 0.1 --steps 100 --delta 1e-5",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CalibrateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin SamplingOptions options = new SamplingOptions();

  @Option(
      names = "--epsilon",
      required = true,
      paramLabel = "E",
      description = "The privacy budget.")
  double epsilon;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() {
    Sampling sampling = options.sampling();
    double allowed = options.delta();
    int count = options.steps();
    AccountantKind kind = options.kind(sampling);
    double z =
        UserInput.valid(() -> Calibration.noiseMultiplier(epsilon, allowed, sampling, count, kind));
    StepCost spending = StepCost.of(new Step(sampling, z, count), allowed, kind);
    List<String> text = new ArrayList<>();
    text.add(
        "A noise multiplier of %s keeps epsilon %s: noise of %s times the clipping norm on every coordinate of the sum, in each of %,d steps."
            .formatted(StepCost.digits(z), epsilon, StepCost.digits(z), count));
    text.add("");
    text.addAll(spending.table());
    ObjectNode json = spending.json();
    json.put("epsilon_budget", epsilon);
    output.print(new Report(text, json), spec);
    return ExitCode.DONE.code();
  }
}
