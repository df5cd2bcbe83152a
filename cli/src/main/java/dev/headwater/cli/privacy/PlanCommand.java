package dev.headwater.cli.privacy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater privacy plan}: the cohort sizes that can learn under a budget. */
@Command(
    name = "plan",
    description =
        "Shows which cohort sizes can learn under a privacy budget, before anybody trains.",
    footer = "headwater privacy plan --clients 3000 --rounds 20 --epsilon 1",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PlanCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--clients",
      required = true,
      paramLabel = "N",
      description = "Number of clients.")
  int clients;

  @Option(names = "--rounds", required = true, paramLabel = "T", description = "Number of rounds.")
  int rounds;

  @Option(
      names = "--epsilon",
      required = true,
      paramLabel = "E",
      description = "The privacy budget.")
  double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description = "Probability that epsilon does not hold. Default: 1 / (10 N).")
  @Nullable Double delta;

  @Option(
      names = "--cohort",
      paramLabel = "M",
      description = "Show cohorts around M. Default: from 0.5 %% to 100 %% of the clients.")
  @Nullable Integer cohort;

  @Option(
      names = "--classes",
      paramLabel = "K",
      defaultValue = "10",
      description = "Classes of the head. Default: ${DEFAULT-VALUE}.")
  int classes;

  @Option(
      names = "--features",
      paramLabel = "F",
      defaultValue = "1280",
      description = "Features of the head. Default: ${DEFAULT-VALUE}.")
  int features;

  @Option(
      names = "--clipping-norm",
      paramLabel = "C",
      description = "Show noise in the units of updates. Default: in units of C.")
  @Nullable Double clippingNorm;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() {
    CohortPlan plan = plan();
    List<CohortPlan.Row> rows = new ArrayList<>();
    for (int size : plan.sizes(cohort == null ? 0 : cohort)) {
      rows.add(UserInput.valid(() -> plan.row(size)));
    }
    int useful = UserInput.valid(plan::smallestUseful);
    double unit = clippingNorm == null ? 1 : clippingNorm;
    output.print(new Report(text(plan, rows, useful, unit), json(plan, rows, useful)), spec);
    return ExitCode.DONE.code();
  }

  private CohortPlan plan() {
    SamplingOptions.checkedSteps("clients", clients);
    SamplingOptions.checkedSteps("rounds", rounds);
    SamplingOptions.checkedSteps("classes", classes);
    SamplingOptions.checkedSteps("features", features);
    if (cohort != null && (cohort < 1 || cohort > clients)) {
      throw new UserDataException(
          "cohort: %d (expected: at least 1 and at most the %d clients)"
              .formatted(cohort, clients));
    }
    if (clippingNorm != null && !(clippingNorm > 0 && Double.isFinite(clippingNorm))) {
      throw new UserDataException("clipping-norm: %s (expected: above 0)".formatted(clippingNorm));
    }
    double allowed = SamplingOptions.checkedDelta(delta == null ? 0.1 / clients : delta, clients);
    long values = classes * (features + 1L);
    if (values > Integer.MAX_VALUE) {
      throw new UserDataException(
          "classes and features: %d values (expected: at most 2^31 - 1)".formatted(values));
    }
    return new CohortPlan(clients, rounds, epsilon, allowed, (int) values);
  }

  private List<String> text(CohortPlan plan, List<CohortPlan.Row> rows, int useful, double unit) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d clients, %,d rounds, epsilon %s, delta %.3g; a head of %d classes and %d features has %,d values."
            .formatted(clients, rounds, epsilon, plan.delta(), classes, features, plan.values()));
    lines.add(
        useful == 0
            ? "No cohort is useful: even with everybody in every round, noise outweighs the largest"
                + " update. Raise epsilon, take fewer rounds, or find more clients."
            : "Smallest useful cohort: %,d clients a round. From there on the mean of the updates can be as large as a round's noise."
                .formatted(useful));
    lines.add("");
    lines.add(
        "  %9s  %8s  %9s  %11s  %15s"
            .formatted(
                "cohort",
                "rate",
                "noise z",
                clippingNorm == null ? "noise / C" : "noise",
                "signal to noise"));
    for (CohortPlan.Row row : rows) {
      lines.add(
          "  %,9d  %8.4f  %9.4f  %11.4g  %15.3g"
              .formatted(
                  row.cohort(),
                  row.rate(),
                  row.noiseMultiplier(),
                  row.noiseShare() * unit,
                  row.signalToNoise()));
    }
    lines.add("");
    lines.add(
        "Poisson sampling, pld accountant, neighbours differ by one client more or less. Signal: the norm of the mean of M clipped updates, at most C.");
    lines.add(
        "Noise: the norm of the noise on that mean, z C sqrt(d) / M with d values; at best, signal to noise is M / (z sqrt(d)).");
    return lines;
  }

  private ObjectNode json(CohortPlan plan, List<CohortPlan.Row> rows, int useful) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("clients", clients)
        .put("rounds", rounds)
        .put("epsilon", epsilon)
        .put("delta", plan.delta())
        .put("values", plan.values())
        .put("accountant", "pld")
        .put("adjacency", "add_or_remove");
    if (useful == 0) {
      node.putNull("smallest_useful_cohort");
    } else {
      node.put("smallest_useful_cohort", useful);
    }
    ArrayNode list = node.putArray("cohorts");
    for (CohortPlan.Row row : rows) {
      ObjectNode entry =
          list.addObject()
              .put("cohort", row.cohort())
              .put("sampling_rate", row.rate())
              .put("noise_multiplier", row.noiseMultiplier())
              .put("noise_norm_over_clipping_norm", row.noiseShare())
              .put("signal_to_noise", row.signalToNoise());
      if (clippingNorm != null) {
        entry.put("noise_norm", row.noiseShare() * clippingNorm);
      }
    }
    return node;
  }
}
