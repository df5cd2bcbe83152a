package dev.headwater.cli.privacy;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.privacy.Mechanism;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater privacy epsilon}: the privacy cost of rounds with noise. */
@Command(
    name = "epsilon",
    description = "Computes the epsilon of rounds of clipped, noisy sums.",
    footer = {
      "headwater privacy epsilon --noise-multiplier 1 --sampling-rate 0.01 --steps 1000 --delta 1e-5",
      "headwater privacy epsilon --noise-multiplier 1 --cohort 10 --clients 500 --steps 40 --delta 1e-5"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class EpsilonCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin SamplingOptions options = new SamplingOptions();

  @Option(
      names = "--noise-multiplier",
      required = true,
      paramLabel = "Z",
      description = "Standard deviation of the noise on a sum, over the clipping norm.")
  double noiseMultiplier;

  @Option(
      names = "--user-clients",
      paramLabel = "M",
      description =
          "For --privacy user: steps are local steps, the sampling rate is batch size over users, and one person is a user of up to M clients, over which the cost adds up.")
  @Nullable Integer userClients;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() {
    Sampling sampling = options.sampling();
    int count = options.steps();
    StepCost spending = userClients == null ? clients(sampling, count) : users(sampling, count);
    List<String> text = new ArrayList<>(List.of(spending.sentence(), ""));
    text.addAll(spending.table());
    output.print(new Report(text, spending.json()), spec);
    return ExitCode.DONE.code();
  }

  private StepCost clients(Sampling sampling, int count) {
    Step step = UserInput.valid(() -> new Step(sampling, noiseMultiplier, count));
    return StepCost.of(step, options.delta(), options.kind(sampling));
  }

  private StepCost users(Sampling sampling, int count) {
    int most =
        UserInput.valid(() -> new Mechanism.UserLevel(userClients == null ? 1 : userClients))
            .clients();
    if (!(sampling instanceof Sampling.Poisson)) {
      throw new UserDataException(
          "user-clients: %d without --sampling-rate (expected: both; users are drawn by a coin each)"
              .formatted(most));
    }
    Step step =
        UserInput.valid(() -> new Step(sampling, noiseMultiplier, Math.multiplyExact(count, most)));
    AccountantKind kind = options.accountant == null ? AccountantKind.RDP : options.accountant;
    return StepCost.of(step, options.delta(), kind).ofUsers(most);
  }
}
