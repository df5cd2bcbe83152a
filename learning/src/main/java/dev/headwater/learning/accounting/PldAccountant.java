package dev.headwater.learning.accounting;

import dev.headwater.learning.accounting.pld.LossComposer;
import dev.headwater.learning.accounting.pld.LossComposer.Rounds;
import dev.headwater.learning.accounting.pld.LossComposer.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Privacy loss distributions, composed numerically: tight up to the error of a grid, which is
 * bounded from both sides. {@link #epsilon} is the upper bound and therefore a guarantee; {@link
 * #bracket} also gives the lower bound.
 *
 * <p>Poisson sampling under add-or-remove, both directions; or, under replace-one, rounds in which
 * everybody takes part, which are Gaussians of sensitivity 2C. This accountant has no tight pair
 * for smaller cohorts of a fixed size, and refuses them.
 *
 * <p>{@link #plus} only counts; {@link #epsilon} computes. All accountants derived from the same
 * empty one share the losses of single rounds.
 */
public final class PldAccountant implements Accountant {
  private final RdpAccountant rough;
  private final LossComposer composer;

  /** An accountant without steps. */
  public PldAccountant() {
    this(new RdpAccountant(), new LossComposer());
  }

  private PldAccountant(RdpAccountant rough, LossComposer composer) {
    this.rough = rough;
    this.composer = composer;
  }

  @Override
  public PldAccountant plus(Step step) {
    if (step.sampling() instanceof Sampling.FixedSize cohort && cohort.rate() < 1) {
      throw new IllegalArgumentException(
          "cohort: %d of a population of %d (expected: for the pld accountant Poisson sampling, or everybody in every round; account fixed-size cohorts with rdp)"
              .formatted(cohort.cohort(), cohort.population()));
    }
    return new PldAccountant(rough.plus(step), composer);
  }

  @Override
  public double epsilon(double delta) {
    return epsilon(delta, Side.UPPER);
  }

  /**
   * {@return lower and upper bound of the least epsilon; the upper one is that of {@link #epsilon}}
   *
   * @param delta in (0, 1)
   * @throws IllegalArgumentException for another delta
   */
  public Bracket bracket(double delta) {
    double upper = epsilon(delta, Side.UPPER);
    return new Bracket(Math.min(upper, epsilon(delta, Side.LOWER)), upper);
  }

  private double epsilon(double delta, Side side) {
    Accountant.checkedDelta(delta);
    if (steps().isEmpty()) {
      return 0;
    }
    double hint = rough.epsilon(delta);
    if (hint == 0 || hint == Double.POSITIVE_INFINITY) {
      return hint;
    }
    // Both bounds hold. The Renyi bound is the smaller one where heavy tails force a coarse grid,
    // and the only one where there is so little noise that losses fit no grid.
    OptionalDouble composed = composer.epsilon(rounds(), delta, hint, rough.bestOrder(delta), side);
    return composed.isPresent()
        ? Math.min(hint, composed.getAsDouble())
        : side == Side.UPPER ? hint : 0;
  }

  @Override
  public double delta(double epsilon) {
    Accountant.checkedEpsilon(epsilon);
    if (steps().isEmpty()) {
      return 0;
    }
    if (steps().stream().anyMatch(step -> step.noiseMultiplier() == 0)) {
      return 1;
    }
    return Math.min(
        rough.delta(epsilon),
        composer.delta(rounds(), epsilon, rough.bestOrderForEpsilon(epsilon)));
  }

  private List<Rounds> rounds() {
    List<Rounds> rounds = new ArrayList<>();
    for (Step step : steps()) {
      rounds.add(new Rounds(step.sampling().rate(), step.noisePerSensitivity(), step.count()));
    }
    return rounds;
  }

  @Override
  public List<Step> steps() {
    return rough.steps();
  }
}
