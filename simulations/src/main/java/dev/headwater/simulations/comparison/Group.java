package dev.headwater.simulations.comparison;

import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one setting, with different seeds.
 *
 * @param setting that they share
 * @param trials in the order of their seeds; may be empty
 * @param failures runs that gave nothing to compare
 */
public record Group(Setting setting, List<Trial> trials, List<Failure> failures) {

  /**
   * A run that gave nothing to compare.
   *
   * @param seed of the run
   * @param sentence why
   */
  public record Failure(long seed, String sentence) {}

  /**
   * Copies the lists.
   *
   * @param setting that they share
   * @param trials sorted by their seeds
   * @param failures in any order
   */
  public Group {
    trials = trials.stream().sorted(Comparator.comparingLong(Trial::seed)).toList();
    failures = List.copyOf(failures);
  }

  /**
   * {@return a figure over the runs that have it; empty if none has}
   *
   * @param figure of a run, NaN if it has none
   */
  public Optional<Estimate> over(ToDoubleFunction<Trial> figure) {
    List<Double> values =
        trials.stream().mapToDouble(figure).filter(v -> !Double.isNaN(v)).boxed().toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(values));
  }

  /** {@return the number of runs that reached their target} */
  public int reached() {
    return (int) trials.stream().filter(t -> !Double.isNaN(t.roundsToTarget())).count();
  }

  /** {@return the target that the runs share, such as {@code accuracy=0.9}; null without one} */
  public @Nullable String target() {
    List<String> targets =
        trials.stream()
            .map(trial -> trial.target() == null ? "" : trial.target().until())
            .distinct()
            .toList();
    return targets.size() == 1 && !targets.get(0).isEmpty() ? targets.get(0) : null;
  }

  /**
   * {@return the mean accuracy of every round that all runs have, with its interval; rounds that
   * were not scored are left out}
   */
  public List<Point> curve() {
    int shortest = trials.stream().mapToInt(trial -> trial.rounds().size()).min().orElse(0);
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i < shortest; i++) {
      int at = i;
      List<Double> values =
          trials.stream()
              .map(trial -> trial.rounds().get(at).evalAccuracy())
              .filter(Objects::nonNull)
              .toList();
      if (!values.isEmpty() && values.size() == trials.size()) {
        curve.add(new Point(i + 1, Estimate.of(values)));
      }
    }
    return curve;
  }

  /**
   * A round of a curve.
   *
   * @param round 1-based
   * @param accuracy over the runs, in [0, 1]
   */
  public record Point(int round, Estimate accuracy) {}

  /** {@return whether runs are of different length: then the curve ends with the shortest} */
  public boolean endsApart() {
    return trials.stream().mapToInt(trial -> trial.rounds().size()).distinct().count() > 1;
  }
}
