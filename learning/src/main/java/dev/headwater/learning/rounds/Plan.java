package dev.headwater.learning.rounds;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.strategies.LearningRate;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run will do, fixed before its first round.
 *
 * @param rounds at least 1
 * @param cohort how many clients a round asks
 * @param lottery who they are
 * @param hyper how clients train
 * @param learningRate how {@code hyper.learningRate()} moves over the rounds
 * @param maxDelta largest {@code |delta_j|} that is accepted; a larger one is refused as diverged,
 *     and the bound keeps sums from wrapping
 * @param seed of every random choice
 * @param summing what deltas count and what they are added up in
 * @param masking how contributions are masked, null where they come in the open
 */
public record Plan(
    int rounds,
    CohortSize cohort,
    Lottery lottery,
    Hyperparameters hyper,
    LearningRate learningRate,
    double maxDelta,
    long seed,
    Summing summing,
    @Nullable Masking masking) {

  /**
   * Default of {@code maxDelta}: a head whose weights move by more than this in one round has
   * diverged.
   */
  public static final double DEFAULT_MAX_DELTA = 1024;

  /** Half the bytes are not worth a grid on which small deltas begin to vanish. */
  private static final int MIN_MASKED_FRACTION_BITS = 20;

  /**
   * How deltas are added up.
   *
   * @param weighting what each counts
   * @param ringBits 32 or 64: the size of the integers that are summed; 0 for the smallest in which
   *     the round fits
   */
  public record Summing(Weighting weighting, int ringBits) {
    /** Weighted by num_examples, in 64 bits. */
    public static final Summing DEFAULT = new Summing(new Weighting.Examples(), Long.SIZE);

    /** Refuses other rings. */
    public Summing {
      if (ringBits != 0 && ringBits != Integer.SIZE && ringBits != Long.SIZE) {
        throw new IllegalArgumentException("sum-bits: %d (expected: 32 or 64)".formatted(ringBits));
      }
    }
  }

  /** Refuses fewer than 1 round, bounds that are not positive, and masks over unbounded weights. */
  public Plan {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: %d (expected: at least 1)".formatted(rounds));
    }
    if (!(maxDelta > 0) || Double.isInfinite(maxDelta)) {
      throw new IllegalArgumentException(
          "max-delta: %s (expected: finite and above 0)".formatted(maxDelta));
    }
    if (masking != null && !summing.weighting().bounded()) {
      throw new IllegalArgumentException(
          "secure aggregation: weights by num_examples (expected: uniform or capped; a masked weight cannot be checked, so the sum needs a bound)");
    }
  }

  /** A plan in the open: weighted by num_examples, cohorts keyed by the seed. */
  public Plan(
      int rounds,
      CohortSize cohort,
      Hyperparameters hyper,
      LearningRate learningRate,
      double maxDelta,
      long seed) {
    this(
        rounds,
        cohort,
        Lottery.keyed(seed),
        hyper,
        learningRate,
        maxDelta,
        seed,
        Summing.DEFAULT,
        null);
  }

  /**
   * The task of one round. The sum's grid is as fine as the weight of the whole population allows,
   * so it does not depend on who answers.
   *
   * @param population num_examples of every client that could take part, by name; not empty
   * @param instruction what the run's privacy mechanism asks of this round
   */
  public RoundTask task(
      int round,
      Parameters parameters,
      SortedMap<String, Integer> population,
      Instruction instruction) {
    if (population.isEmpty()) {
      throw new IllegalArgumentException(
          "round %d: no clients (expected: at least one)".formatted(round));
    }
    List<String> chosen = CohortSelection.select(population.keySet(), cohort, lottery, round);
    double rate = learningRate.at(hyper.learningRate(), round, rounds);
    TrainTask train =
        new TrainTask(
            round,
            seed,
            parameters,
            hyper.withLearningRate(rate),
            instruction.protection(summing.weighting()),
            grid(population, instruction));
    boolean promised = instruction.client() != null || instruction.example() != null;
    boolean topUp = masking == null && !promised && !(cohort instanceof CohortSize.Poisson);
    return new RoundTask(train, chosen, masking, topUp);
  }

  /**
   * The grid of one round's sum.
   *
   * @param population num_examples of every client that could take part, by name; not empty
   * @param instruction what the run's privacy mechanism asks of this round
   * @throws IllegalArgumentException if the integers asked for are too small for the round
   */
  public FixedPoint grid(SortedMap<String, Integer> population, Instruction instruction) {
    Weighting weighting = summing.weighting();
    double total =
        weighting.bounded()
            ? (double) weighting.cap() * population.size()
            : population.values().stream().mapToLong(Integer::longValue).sum();
    ClientPrivacy client = instruction.client();
    double largest = maxDelta;
    if (client != null) {
      largest = Math.min(maxDelta, client.clippingNorm());
      if (client.noisePlace() == ClientPrivacy.NoisePlace.LOCAL) {
        largest += FixedPoint.NOISE_DEVIATIONS * client.noiseDeviation();
      }
    }
    double noise = instruction.sumNoiseDeviation();
    int bits = summing.ringBits();
    if (bits != 0) {
      if (!FixedPoint.fits(bits, largest, total, noise, instruction.minFractionBits())) {
        throw new IllegalArgumentException(
            "sum-bits: %d for a total weight of %s, values up to %s and %d fraction bits (expected: integers that hold their sum%s)"
                .formatted(
                    bits,
                    total,
                    largest,
                    Math.max(FixedPoint.MIN_FRACTION_BITS, instruction.minFractionBits()),
                    bits == Long.SIZE
                        ? "; lower --max-delta or the cap of --weights"
                        : "; take 64, or lower --max-delta or the cap of --weights"));
      }
      return FixedPoint.finest(bits, largest, total, noise);
    }
    int fine = Math.max(MIN_MASKED_FRACTION_BITS, instruction.minFractionBits());
    return FixedPoint.fits(Integer.SIZE, largest, total, noise, fine)
        ? FixedPoint.finest(Integer.SIZE, largest, total, noise)
        : FixedPoint.finest(Long.SIZE, largest, total, noise);
  }
}
