package dev.headwater.learning.banded;

import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Banded matrix noise (DP-FTRL, BandMF; Kairouz et al. 2021, Denisov et al. 2022, Choquette-Choo et
 * al. 2023): the sums x_1, x_2, ... of the rounds are released as
 *
 * <pre>w_t = sum over l &lt; b of c_l x_(t - l) + z_t,      or   w = C x + z</pre>
 *
 * with independent z, and everything else is computed from w: the estimate of x_t is row t of
 * {@code C^-1 w = x + C^-1 z}, whose noise is negatively correlated over rounds, so that sums over
 * rounds, which are what a model is made of, carry less of it.
 *
 * <p><b>Guarantee.</b> Neighbours differ in what one client contributed, in any of its turns, the
 * schedule fixed. One turn changes x_t by at most 2 S in L2 norm, S = clipping norm times cap, and
 * so C x by a vector in rows t to t + b - 1 of norm at most 2 S |c|. Turns are at least b rounds
 * apart, so these vectors have no row in common, and k turns change C x by at most
 *
 * <pre>2 S sqrt(k) |c|</pre>
 *
 * in L2 norm. With noise of deviation z S |c| on every value of C x this is the Gaussian mechanism
 * with {@code z / (2 sqrt(k))} deviations per unit of sensitivity, as k rounds of independent noise
 * of deviation z S would be. That rounds depend on earlier releases costs nothing more, because C
 * is lower triangular (Denisov et al. 2022, theorem 2.1).
 *
 * <p><b>Integers.</b> C is not made of integers, and integer noise on a rounded C x would protect
 * another vector. The coefficients are multiples of {@code 2^-8} ({@link Band}), x is in integers
 * of a grid, so C x is in integers of the grid 8 bits finer, exactly; z is a discrete Gaussian
 * there, and w is formed without rounding. What follows is a function of w alone.
 *
 * <p><b>Rows.</b> Later rounds need the exact sums of b - 1 earlier ones; beside the releases they
 * reveal everything. They are kept secret and durable before a round is released ({@link
 * BandedRows}), and a round that has a row is released again from it: another z on the same row
 * would tell more than was paid for. A round without a row counts as a sum of nothing that nobody
 * was told of; its clients then have fewer rows than were paid for.
 */
public final class BandedNoise {
  private final Band band;
  private final BandedRows rows;

  /**
   * Noise of a run.
   *
   * @param band its coefficients
   * @param rows of the run's rounds
   */
  public BandedNoise(Band band, BandedRows rows) {
    this.band = band;
    this.rows = rows;
  }

  /**
   * {@return the estimate of a round's sum, in units of its grid: from its row if it has one,
   * whatever was summed now; otherwise noised, kept, and then released}
   *
   * @param round 1-based
   * @param fractionBits F of the grid, the same in all rounds
   * @param sum {@code [d]} in units of the grid, below 2^50 in size
   * @param deviation of z, in units of the grid
   * @param of whose answers the sum is of
   * @param noise random bits of z; not read if the round has a row
   * @throws IllegalStateException if the rounds before were summed on another grid
   */
  public long[] released(
      int round,
      int fractionBits,
      long[] sum,
      double deviation,
      BandedRow.@Nullable Answers of,
      NoiseSource noise) {
    BandedRow known = rows.of(round);
    if (known != null) {
      requireSame(known, fractionBits, sum.length);
      return known.released().clone();
    }
    List<BandedRow> before = before(round, fractionBits, sum.length);
    DiscreteGaussian gaussian = new DiscreteGaussian(Math.scalb(deviation, Band.BITS));
    long[] released = new long[sum.length];
    for (int j = 0; j < sum.length; j++) {
      long w = Math.multiplyExact(sum[j], (long) band.units(0));
      for (BandedRow row : before) {
        w += band.units(round - row.round()) * row.sum()[j];
      }
      w += gaussian.sample(noise);
      released[j] = estimate(w, round, before, j);
    }
    rows.keep(
        new BandedRow(round, fractionBits, sum.clone(), released.clone(), of),
        round - band.width() + 2);
    return released;
  }

  /** Row t of C^-1 w, from w_t and the estimates before: rounded to the grid, after the noise. */
  private long estimate(long w, int round, List<BandedRow> before, int j) {
    long rest = w;
    for (BandedRow row : before) {
      rest -= band.units(round - row.round()) * row.released()[j];
    }
    return (rest + (1L << (Band.BITS - 1))) >> Band.BITS;
  }

  private List<BandedRow> before(int round, int fractionBits, int length) {
    List<BandedRow> before = new ArrayList<>();
    for (int lag = 1; lag < band.width() && lag < round; lag++) {
      BandedRow row = rows.of(round - lag);
      if (row != null) {
        requireSame(row, fractionBits, length);
        before.add(row);
      }
    }
    return before;
  }

  private static void requireSame(BandedRow row, int fractionBits, int length) {
    if (row.fractionBits() != fractionBits || row.sum().length != length) {
      throw new IllegalStateException(
          "banded noise: round %d has %d values of %d fraction bits (expected: %d of %d, as now)"
              .formatted(row.round(), row.sum().length, row.fractionBits(), length, fractionBits));
    }
  }
}
