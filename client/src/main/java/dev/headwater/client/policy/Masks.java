package dev.headwater.client.policy;

import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.graph.Thresholds;
import org.jspecify.annotations.Nullable;

/**
 * What a node demands of secure aggregation.
 *
 * <p><b>Guarantee.</b> A coordinator that lies, together with {@code colluders} other clients of a
 * round, learns of this node's input no more than sums with at least {@code minSurvivors -
 * colluders - 1} other inputs, and of inputs at the same parameters at most {@code repeats + 1}
 * such sums. <b>Preconditions.</b> Those of {@link dev.headwater.secagg.SecAggClient}: without
 * identities of the peers the coordinator must forward keys honestly. In cohorts above {@value
 * Thresholds#COMPLETE_UP_TO} the coordinator draws the neighbours, so {@code colluders} counts
 * those among them.
 *
 * @param minSurvivors least number of inputs in a sum, at least {@code colluders + 2}
 * @param colluders other clients that may work with the coordinator, at least 0
 * @param repeats how often this node answers again at parameters that it has answered at, over all
 *     runs and coordinators; its own or distributed noise lifts the bound. At least 0
 */
public record Masks(int minSurvivors, int colluders, int repeats) {
  /** Colluders that a node expects unless it is told otherwise. */
  public static final int COLLUDERS = 1;

  /** An honest round may fail for want of clients, and be repeated. */
  public static final int REPEATS = 2;

  /** Refuses numbers outside their ranges. */
  public Masks {
    require(colluders >= 0, "max-colluders", colluders, "at least 0");
    require(repeats >= 0, "max-repeats", repeats, "at least 0");
    require(
        minSurvivors >= colluders + 2,
        "min-survivors",
        minSurvivors,
        "at least %d: this node, another honest one and %d that may collude, as --max-colluders says"
            .formatted(colluders + 2, colluders));
  }

  /**
   * Demands of which some are said, and the others as usual.
   *
   * @param minSurvivors null for the least that the colluders allow
   * @param colluders null for {@value #COLLUDERS}
   * @param repeats null for {@value #REPEATS}
   * @throws IllegalArgumentException as the constructor does
   */
  public static Masks of(
      @Nullable Integer minSurvivors, @Nullable Integer colluders, @Nullable Integer repeats) {
    int tolerated = colluders == null ? COLLUDERS : colluders;
    return new Masks(
        minSurvivors == null ? tolerated + 2 : minSurvivors,
        tolerated,
        repeats == null ? REPEATS : repeats);
  }

  private static void require(boolean holds, String what, int value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %d (expected: %s)".formatted(what, value, expected));
    }
  }

  /** Why {@code setup} is too weak, or null. */
  @Nullable Unmet unmet(@Nullable SecAggSetup setup) {
    if (setup == null) {
      return new Unmet(
          "a contribution in the open is asked for",
          "secure aggregation, as --require-secure-aggregation says");
    }
    if (setup.minSurvivors() < minSurvivors) {
      return new Unmet(
          "sums over only %d clients may be unmasked".formatted(setup.minSurvivors()),
          "at least %d, as --min-survivors says".formatted(minSurvivors));
    }
    int degree =
        setup.cohort() <= Thresholds.COMPLETE_UP_TO
            ? setup.cohort() - 1
            : Thresholds.LEAST_DEGREE; // of Bell et al.'s graph, whatever the assumptions
    if (setup.neighbours() < degree) {
      return new Unmet(
          "masks with only %d of %d other clients"
              .formatted(setup.neighbours(), setup.cohort() - 1),
          "at least %d".formatted(degree));
    }
    int among = Math.min(colluders, setup.neighbours());
    if (2 * setup.threshold() <= setup.holders() + among) {
      return new Unmet(
          "%d of %d holders open a secret".formatted(setup.threshold(), setup.holders()),
          "at least %d, so that %d colluding clients (--max-colluders) do not make two such groups"
              .formatted((setup.holders() + among) / 2 + 1, among));
    }
    return null;
  }
}
