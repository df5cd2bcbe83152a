package dev.headwater.learning.rounds;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Float16;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.LocalWork.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the grids of one round's sums: as fine as the weight of the whole population allows, so
 * that they do not depend on who answers in time.
 */
final class Grids {
  /**
   * Least fineness for 32-bit sums: half the bytes do not justify a grid on which small deltas
   * vanish.
   */
  private static final int MIN_MASKED_FRACTION_BITS = 20;

  private static final int MOST_SCALAR_BITS = 32;

  private final Summing summing;
  private final Instruction instruction;
  private final double total;

  private Grids(Summing summing, Instruction instruction, double total) {
    this.summing = summing;
    this.instruction = instruction;
    this.total = total;
  }

  /**
   * The vectors and slots summed in a round, with their grids.
   *
   * @param uploads of the round's work
   * @param total bound of the weight of every client together that could take part
   * @throws IllegalArgumentException if the integers asked for are too small for the round
   */
  static SumSchema schema(
      LocalWork work,
      List<Output> uploads,
      double total,
      Summing summing,
      Compression compression,
      Instruction instruction) {
    List<Output> outputs = uploads.stream().map(output -> output.summed(compression)).toList();
    Grids grids = new Grids(summing, instruction, total);
    int ring = grids.ring(outputs);
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (Output output : outputs) {
      Compression own = output.compression(compression);
      grids.requireExpressible(own, output);
      vectors.add(
          new SumSchema.Vector(
              output.name(), output.layout(), output.integers(), grids.grid(output, ring), own));
    }
    List<Slot> scalars =
        work.scalars().stream()
            .map(s -> Slot.finest(s.name(), s.maxPerWeight(), ring, total, MOST_SCALAR_BITS))
            .toList();
    scalars.forEach(slot -> grids.requireRoom(slot, ring));
    return SumSchema.of(vectors, scalars);
  }

  /** A client that is refused because its values are too large tells of them. */
  private void requireExpressible(Compression compression, Output output) {
    double most = largest(output) * summing.weighting().cap();
    if (instruction.client() != null && compression instanceof Float16 && most > Float16.MAX) {
      throw Agreement.refused(
          "compression: %s of values up to %s with a privacy guarantee"
              .formatted(compression.spec(), most),
          "values up to %.0f, which float16 holds: a lower --clipping-norm, or int8"
              .formatted(Float16.MAX));
    }
  }

  private void requireRoom(Slot slot, int ring) {
    if (!slot.counted()) {
      throw tooSmall(ring, slot.maxPerWeight(), 0);
    }
  }

  /** Bits of the integers in which everything is summed. */
  private int ring(List<Output> outputs) {
    if (summing.ringBits() != 0) {
      return summing.ringBits();
    }
    boolean small =
        outputs.stream()
            .allMatch(
                output ->
                    FixedPoint.fits(
                        Integer.SIZE,
                        largest(output),
                        total,
                        instruction.sumNoiseDeviation(),
                        fineness(output, MIN_MASKED_FRACTION_BITS)));
    return small ? Integer.SIZE : Long.SIZE;
  }

  private int fineness(Output output, int least) {
    Integer fixed = output.fractionBits();
    return Math.max(least, fixed != null ? fixed : instruction.minFractionBits());
  }

  private FixedPoint grid(Output output, int ring) {
    double largest = largest(output);
    double noise = instruction.sumNoiseDeviation();
    int least = fineness(output, FixedPoint.MIN_FRACTION_BITS);
    requireNoiseFor(output.fractionBits(), noise);
    if (!FixedPoint.fits(ring, largest, total, noise, least)) {
      throw tooSmall(ring, largest, least);
    }
    Integer fixed = output.fractionBits();
    return fixed != null
        ? new FixedPoint(fixed, largest, total, ring, noise)
        : FixedPoint.finest(ring, largest, total, noise);
  }

  /** A grid that is given is made for noise of some size, neither finer nor coarser. */
  private void requireNoiseFor(@Nullable Integer fixed, double noise) {
    if (fixed != null
        && noise > 0
        && (fixed < instruction.minFractionBits()
            || !FixedPoint.fits(Long.SIZE, 1, 1, noise, fixed))) {
      throw new IllegalArgumentException(
          "noise: of deviation %s on integers of %d fraction bits (expected: %s to %s; another --epsilon-budget or --noise-multiplier)"
              .formatted(
                  noise,
                  fixed,
                  Math.scalb(1.0, Math.getExponent(noise) + instruction.minFractionBits() - fixed),
                  Math.scalb(1.0, FixedPoint.MAX_NOISE_BITS - fixed)));
    }
  }

  private double largest(Output output) {
    ClientPrivacy client = instruction.client();
    if (client == null) {
      Double norm = summing.clippingNorm();
      return norm != null ? norm : output.maxPerWeight();
    }
    // Not the bound of the run if that is smaller: a client beyond it would not take part, and its
    // absence would reveal that.
    double largest = client.clippingNorm();
    return client.noisePlace() == ClientPrivacy.NoisePlace.LOCAL
        ? largest + FixedPoint.NOISE_DEVIATIONS * client.noiseDeviation()
        : largest;
  }

  private IllegalArgumentException tooSmall(int ring, double largest, int bits) {
    return new IllegalArgumentException(
        "sum-bits: %d for a total weight of %s, values up to %s and %d fraction bits (expected: integers that hold their sum%s)"
            .formatted(
                ring,
                total,
                largest,
                bits,
                ring == Long.SIZE
                    ? "; lower --max-delta or the cap of --weights, or take fewer examples"
                    : "; take 64, or lower --max-delta or the cap of --weights"));
  }
}
