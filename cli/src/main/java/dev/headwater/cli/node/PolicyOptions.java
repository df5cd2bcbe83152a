package dev.headwater.cli.node;

import dev.headwater.client.policy.Demands;
import dev.headwater.client.policy.Limits;
import dev.headwater.client.policy.Masks;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for what a node demands, whatever the coordinator says. */
public final class PolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "A YAML file of this client's demands, such as 'require-secure-aggregation: true'; its keys are the other options of this section.")
  @Nullable Path policy;

  @Option(
      names = "--require-secure-aggregation",
      description =
          "Leave a run that asks for an unmasked update: this client sends only masked ones.")
  boolean requireMasks;

  @Option(
      names = "--min-survivors",
      paramLabel = "N",
      description =
          "With --require-secure-aggregation: fewest updates in a sum. Default: 2 more than --max-colluders.")
  @Nullable Integer minSurvivors;

  @Option(
      names = "--max-colluders",
      paramLabel = "N",
      description =
          "With --require-secure-aggregation: clients of a round that may collude with the coordinator. Default: 1.")
  @Nullable Integer colluders;

  @Option(
      names = "--max-repeats",
      paramLabel = "N",
      description =
          "With --require-secure-aggregation: how often to answer again for the same parameters, over all runs. Default: 2.")
  @Nullable Integer repeats;

  @Option(
      names = "--require-client-noise",
      paramLabel = "Z",
      defaultValue = "0",
      description =
          "Leave a run in which this client's noise (its own, or its share under masks) is below this multiple of the clipping norm.")
  double clientNoise;

  @Option(
      names = "--require-example-noise",
      paramLabel = "Z",
      defaultValue = "0",
      description = "Leave a run whose DP-SGD has a noise multiplier below this.")
  double exampleNoise;

  @Option(
      names = "--max-epsilon",
      paramLabel = "E",
      description =
          "Leave before the epsilon of this client's own noise exceeds E, over all runs with these pictures; with --require-client-noise or --require-example-noise.")
  @Nullable Double maxEpsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-5",
      description = "The delta of --max-epsilon. Default: ${DEFAULT-VALUE}.")
  double delta;

  @Option(
      names = "--max-weight",
      paramLabel = "W",
      defaultValue = "0",
      description = "Leave a run that gives this client a larger weight; 0 for any. Default: 0.")
  int maxWeight;

  @Option(
      names = "--max-rounds",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Rounds that these pictures take part in, over all runs; 0 for any. Default: 0.")
  int maxRounds;

  @Option(
      names = "--max-local-steps",
      paramLabel = "N",
      description =
          "Leave a run that asks for more local steps in a round; 0 for any. Default: 10,000 where anything is demanded.")
  @Nullable Long maxLocalSteps;

  @Option(
      names = "--works",
      paramLabel = "NAME",
      split = ",",
      description = "Kinds of work that this client does, such as sgd,moments. Default: all.")
  List<String> works = new ArrayList<>();

  /**
   * The demands.
   *
   * @throws UserDataException if they contradict each other
   */
  public Demands demands() {
    Double most = maxEpsilon;
    Limits.Budget budget =
        most == null ? null : UserInput.valid(() -> new Limits.Budget(most, delta));
    if (budget != null && clientNoise == 0 && exampleNoise == 0) {
      throw new UserDataException(
          "max-epsilon: without noise of this client's own (expected: --require-client-noise or --require-example-noise with it; what the coordinator adds does not count)");
    }
    Limits limits =
        UserInput.valid(
            () ->
                new Limits(
                    maxWeight,
                    maxLocalSteps == null ? 0 : maxLocalSteps,
                    maxRounds,
                    new TreeSet<>(works),
                    budget));
    Demands demands =
        UserInput.valid(() -> new Demands(masks(), clientNoise, exampleNoise, limits));
    return demands.any() && maxLocalSteps == null
        ? new Demands(demands.masks(), clientNoise, exampleNoise, limits.usualSteps())
        : demands;
  }

  private @Nullable Masks masks() {
    if (requireMasks) {
      return Masks.of(minSurvivors, colluders, repeats);
    }
    if (minSurvivors != null || colluders != null || repeats != null) {
      throw new UserDataException(
          "min-survivors, max-colluders, max-repeats: without --require-secure-aggregation (expected: both; they are demands on masks)");
    }
    return null;
  }
}
