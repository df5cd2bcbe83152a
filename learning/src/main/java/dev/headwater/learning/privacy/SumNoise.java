package dev.headwater.learning.privacy;

import dev.headwater.learning.banded.Band;
import dev.headwater.learning.banded.BandedNoise;
import dev.headwater.learning.banded.BandedRow;
import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.clipping.AdaptiveClipping;
import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The noise on a round's sum and on the count of its norm flags, and which sums are used at all.
 */
final class SumNoise {
  private final PrivacyPlan plan;
  private final BandedRows rows;

  SumNoise(PrivacyPlan plan, BandedRows rows) {
    this.plan = plan;
    this.rows = rows;
  }

  /** Deviation of the promised noise on every value of the sum, in the unit of the vector. */
  double deviation(double norm) {
    PrivacyPlan.Adaptive adaptive = plan.adaptive();
    double multiplier =
        adaptive == null
            ? plan.noiseMultiplier()
            : AdaptiveClipping.valuesNoiseMultiplier(
                plan.noiseMultiplier(), adaptive.countDeviation());
    return multiplier * plan.sensitivity(norm);
  }

  /** {@code gathered}, aborted if its sum or its count of flags must not be used. */
  Aggregate usable(RoundTask task, Aggregate gathered) {
    String problem = gathered.hasSum() ? problemOf(gathered) : null;
    return problem == null
        ? gathered
        : Aggregate.aborted(
            task, problem, gathered.refusals(), gathered.bytesUp(), gathered.bytesDown());
  }

  private @Nullable String problemOf(Aggregate gathered) {
    int counted = gathered.contributors().size();
    if (plan.mechanism() instanceof Mechanism.Distributed d && counted < d.minSurvivors()) {
      return "distributed noise: a sum over %d contributions (expected: at least %d, whose noise is accounted for)"
          .formatted(counted, d.minSurvivors());
    }
    // Nobody has noised the flags yet, so honest ones sum to no more than there are clients.
    return plan.adaptive() != null && (gathered.withinNorm() < 0 || gathered.withinNorm() > counted)
        ? "adaptive clipping: the norm flags of %d clients sum to %d (expected: 0 to %d)"
            .formatted(counted, gathered.withinNorm(), counted)
        : null;
  }

  /**
   * The sum with noise on every integer, divided by the fixed denominator: dividing by the true
   * weight would reveal it and change the sensitivity.
   */
  ExactSum.Total released(int round, Aggregate aggregate, double deviation, NoiseSource noise) {
    ExactSum.Total total = aggregate.total();
    FixedPoint grid = total.grid();
    if (plan.mechanism() instanceof Mechanism.Banded banded) {
      long[] released =
          new BandedNoise(Band.of(banded.band()), rows)
              .released(
                  round,
                  grid.fractionBits(),
                  total.units(),
                  deviation * grid.unit(),
                  new BandedRow.Answers(aggregate.contributors(), aggregate.numExamples()),
                  noise);
      return new ExactSum.Total(grid, released, plan.denominator());
    }
    long[] units = total.units().clone();
    if (deviation > 0) {
      new DiscreteGaussian(deviation * grid.unit()).addTo(units, 0, units.length, noise);
    }
    return new ExactSum.Total(grid, units, plan.denominator());
  }

  /**
   * The aggregate of a round that was released before a crash, with its release in place of its
   * sum; null if it was not, or an earlier version kept nothing of its answers.
   */
  @Nullable Aggregate releasedBefore(RoundTask task) {
    BandedRow row = row(task.round());
    if (row == null || row.of() == null) {
      return null;
    }
    BandedRow.Answers of = row.of();
    ExactSum.Total total =
        new ExactSum.Total(task.grid(), row.released().clone(), plan.denominator());
    return new Aggregate(
        task.round(),
        task.train().schema(),
        new Estimate.Sums(List.of(total)),
        of.contributors(),
        of.numExamples(),
        Double.NaN, // hidden by every promise about a client
        0,
        Map.of(),
        List.of(),
        0,
        0,
        null);
  }

  /** Whether {@link #releasedBefore} has an aggregate. */
  boolean releasedBefore(int round) {
    BandedRow row = row(round);
    return row != null && row.of() != null;
  }

  private @Nullable BandedRow row(int round) {
    return plan.mechanism() instanceof Mechanism.Banded ? rows.of(round) : null;
  }

  /** The clipping norm of the round after one of {@code norm}; the same where none adapts. */
  double nextNorm(double norm, Aggregate aggregate, NoiseSource noise) {
    PrivacyPlan.Adaptive adaptive = plan.adaptive();
    if (adaptive == null) {
      return norm;
    }
    double share =
        AdaptiveClipping.noisedShare(
            aggregate.withinNorm(),
            aggregate.contributors().size(),
            plan.expectedCohort(),
            adaptive.countDeviation(),
            noise);
    double next =
        plan.masked()
            ? AdaptiveClipping.nextMasked(norm, adaptive.quantile(), share, plan.expectedCohort())
            : AdaptiveClipping.next(norm, adaptive.quantile(), share);
    return AdaptiveClipping.inBand(next, plan.clippingNorm());
  }
}
