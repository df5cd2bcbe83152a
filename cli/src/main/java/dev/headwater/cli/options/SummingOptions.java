package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.secagg.SecAggSetup;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the weights of contributions, their form, and masks. */
public final class SummingOptions {
  private static final String NONE = "none";

  @Option(
      names = "--weights",
      paramLabel = "HOW",
      description =
          "Weight of a client: examples (num_examples), uniform (1), or capped:W (num_examples, at most W). Default: examples; uniform with --privacy or --secure-aggregation.")
  @Nullable String weights;

  @Option(
      names = "--weight-cap",
      paramLabel = "FACTOR",
      description =
          "With --weights examples: largest weight of a client, as a multiple of the median num_examples of the round's clients; or none. Default: 10; none where the strategy needs exact sums.")
  @Nullable String weightCap;

  @Option(
      names = "--sum-bits",
      paramLabel = "BITS",
      description =
          "Width of the integers that are summed: 32 or 64. Default: 64; with --secure-aggregation 32 where the round fits.")
  @Nullable Integer sumBits;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      completionCandidates = ChoiceNames.Compressions.class,
      defaultValue = "none",
      description =
          "How updates are uploaded: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  String compression = "none";

  @Option(
      names = "--secure-aggregation",
      description =
          "Mask updates, so that the coordinator learns only their sum (Bonawitz et al. 2017).")
  public boolean secureAggregation;

  @Option(
      names = "--min-survivors",
      paramLabel = "N",
      description =
          "Fewest masked updates in a sum that is unmasked, at least 2. Default: half of the cohort, rounded up, and 3 if the cohort has as many.")
  @Nullable Integer minSurvivors;

  @Option(
      names = "--expected-dropouts",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of a masked cohort that may drop out in a round. Default: ${DEFAULT-VALUE}.")
  double expectedDropouts;

  @Option(
      names = "--expected-colluders",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of a masked cohort that may collude with the coordinator. Default: ${DEFAULT-VALUE}.")
  double expectedColluders;

  /**
   * Sets the default weighting, so that the configuration contains it.
   *
   * @param uniform whether the default is uniform
   * @param exact whether num_examples must count in full: no cap is usual then, and none allowed
   */
  Summing summing(boolean uniform, boolean exact) {
    if (weights == null) {
      weights = uniform || secureAggregation ? "uniform" : "examples";
    }
    int bits = sumBits != null ? sumBits : secureAggregation ? 0 : Long.SIZE;
    Summing summing = new Summing(weighting(weights), bits);
    boolean capped = weights.equals("examples") && !secureAggregation;
    if (weightCap == null && capped) {
      weightCap = exact ? NONE : String.valueOf((int) Summing.DEFAULT_WEIGHT_CAP);
    }
    double factor = factor(weightCap);
    if (weightCap != null && !weightCap.equals(NONE) && (exact || !capped)) {
      throw new UserDataException(
          capped
              ? "weight-cap: %s where every example counts exactly (expected: none)"
                  .formatted(weightCap)
              : "weight-cap: %s with --weights %s%s (expected: --weights examples, which it bounds)"
                  .formatted(weightCap, weights, secureAggregation ? " --secure-aggregation" : ""));
    }
    return summing.cappedAt(factor);
  }

  /** How updates are uploaded. */
  Compression compression() {
    return Compressions.CHOICES.parse(compression);
  }

  private static double factor(@Nullable String cap) {
    if (cap == null || cap.equals(NONE)) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double factor = Double.parseDouble(cap);
      if (factor >= 1 && Double.isFinite(factor)) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // the same sentence
    }
    throw new UserDataException(
        "weight-cap: %s (expected: a multiple of the median num_examples of at least 1, or none)"
            .formatted(cap));
  }

  private static Weighting weighting(String how) {
    if (how.equals("examples")) {
      return new Weighting.Examples();
    }
    if (how.equals("uniform")) {
      return new Weighting.Uniform();
    }
    try {
      if (how.startsWith("capped:")) {
        return new Weighting.Capped(Integer.parseInt(how.substring("capped:".length())));
      }
    } catch (NumberFormatException e) {
      throw unknown(how);
    }
    throw unknown(how);
  }

  private static UserDataException unknown(String how) {
    return new UserDataException(
        "weights: %s (expected: examples, uniform, or capped:W with a whole number W)"
            .formatted(how));
  }

  /**
   * Sets the default least number of survivors, so that the configuration contains it, and refuses
   * values that no threshold can satisfy.
   */
  void settle(int cohort) {
    if (!secureAggregation) {
      return;
    }
    if (minSurvivors == null) {
      minSurvivors = usualSurvivors(cohort);
    }
    check(cohort);
  }

  /** Refuses masks that no cohort of this size can have. */
  void check(int cohort) {
    if (!secureAggregation) {
      return;
    }
    int survivors = minSurvivors == null ? usualSurvivors(cohort) : minSurvivors;
    UserInput.valid(
        () ->
            SecAggSetup.plan(
                "a run", 1, Long.SIZE, 1, cohort, expectedDropouts, expectedColluders, survivors));
  }

  /** Of 2 inputs each is known to whoever gave the other; nodes with demands refuse such sums. */
  private static int usualSurvivors(int cohort) {
    return Math.max(2, Math.max(Math.min(3, cohort), cohort - cohort / 2));
  }

  /**
   * How contributions are masked, null for none.
   *
   * @param cohort expected number of clients in a round
   */
  @Nullable Masking masking(int cohort) {
    if (!secureAggregation) {
      if (minSurvivors != null) {
        throw new UserDataException(
            "min-survivors: without --secure-aggregation (expected: both, or --quorum for open rounds)");
      }
      return null;
    }
    int survivors = minSurvivors != null ? minSurvivors : usualSurvivors(cohort);
    if (survivors > cohort) {
      throw new UserDataException(
          "min-survivors: %d of a cohort of %d (expected: no more than are asked)"
              .formatted(survivors, cohort));
    }
    return new Masking(survivors, expectedDropouts, expectedColluders);
  }
}
