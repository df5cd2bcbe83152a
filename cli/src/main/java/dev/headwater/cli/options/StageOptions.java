package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.stages.Standardised;
import dev.headwater.learning.strategies.stages.WarmStart;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for what comes before the rounds of the strategy: the scale of features, and a head. */
final class StageOptions {
  static final String ZERO = "zero";
  private static final String FED3R = "fed3r";

  /** By what features are scaled. */
  enum Standardise {
    NONE,
    PUBLIC,
    FEDERATED
  }

  @Option(
      names = "--standardise",
      paramLabel = "HOW",
      description =
          "Standardise the features (subtract the mean, divide by the standard deviation): none, public (statistics of generated pictures) or federated (exact statistics over all clients, in an extra round). Default: federated; none with --privacy or --clipping-norm, for masked cohorts that are not all clients, with an aggregator other than mean, and for strategies without local steps on a linear head.")
  @Nullable Standardise standardise;

  @Option(
      names = "--start",
      paramLabel = "HOW",
      description =
          "Initial head: zero, or the result of a strategy that ends by itself, such as fed3r. Default: fed3r if no --strategy is named and sums over all clients are allowed (as for --standardise, and without --secure-aggregation), else zero.")
  @Nullable String start;

  /** Why the head starts from zero although no strategy was named; empty if it does not. */
  private String zero = "";

  /** What decides the defaults. */
  record Run(
      Strategy strategy,
      boolean named,
      Model model,
      Hyperparameters hyper,
      String forbidsSums,
      boolean masked,
      boolean partial,
      Selection selection) {}

  /** Sets the defaults, so that the configuration contains them. */
  void settle(Run run) {
    boolean steps = Standardised.fits(run.strategy(), run.model(), run.hyper());
    boolean sums = steps && run.forbidsSums().isEmpty();
    if (standardise == null) {
      standardise =
          sums && !(run.masked() && run.partial()) ? Standardise.FEDERATED : Standardise.NONE;
    }
    if (start == null) {
      boolean free = sums && !run.masked() && !run.named();
      start = free && run.selection() != Selection.NONE ? FED3R : ZERO;
      if (start.equals(ZERO) && !run.named()) {
        zero = whyZero(run, steps);
      }
    }
  }

  private static String whyZero(Run run, boolean steps) {
    if (!run.forbidsSums().isEmpty()) {
      return run.forbidsSums();
    }
    if (run.masked()) {
      return "--secure-aggregation";
    }
    return steps ? "no pictures to score it on" : "this --head";
  }

  /** What to tell whoever expects the usual first head; empty if there is one, or none is usual. */
  Optional<String> note() {
    return zero.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The head starts from zero: with %s none is computed in the first rounds (see --start)."
                .formatted(zero));
  }

  /** Whether clients train on standardised features. */
  boolean standardises() {
    return standardise != null && standardise != Standardise.NONE;
  }

  boolean needsPublic() {
    return standardise == Standardise.PUBLIC;
  }

  /**
   * The strategy with its stages in front.
   *
   * @param statistics of generated pictures; used only where {@link #needsPublic}
   */
  Strategy before(Strategy strategy, @Nullable Scaling statistics) {
    Strategy scaled =
        standardises() ? new Standardised(strategy, needsPublic() ? statistics : null) : strategy;
    if (start == null || start.equals(ZERO)) {
      return scaled;
    }
    Strategy first = Strategies.CHOICES.parse(start);
    if (first.rounds().isEmpty()) {
      throw new UserDataException(
          "start: %s (expected: zero, or a strategy that ends by itself, such as fed3r)"
              .formatted(start));
    }
    return WarmStart.of(first, scaled);
  }
}
