import { allFinite } from "./clipping";
import { type Contribution, noiseOf, type TrainTask } from "./contribute";
import { exponentOf } from "./discreteGaussian";
import { encode, type FixedPoint, rint, toLong } from "./fixedPoint";
import { addMaskedNoise, hidesScores } from "./protection";

const EXTRAS = 3;
const MAX_LOSS = 64;
const MAX_LOSS_BITS = 16;

/** Length of the masked vector of `values` values. */
export function maskedLength(values: number): number {
  return values + EXTRAS;
}

/**
 * A contribution as integers of the round's grid, then weight, training loss times weight, and 1 if within the clipping
 * norm: what secure aggregation masks. Java's learning.rounds.MaskedSum.encode.
 *
 * @throws RangeError if a value is beyond the grid's bound: masked, nobody could refuse it, and the sum might wrap
 */
export function encodeMasked(contribution: Contribution, task: TrainTask): BigInt64Array {
  const { grid, protection } = task;
  // Under a promise not even that a client has diverged may show in who takes part.
  const hidden = protection.client !== undefined && !allFinite(contribution.vector);
  const vector = hidden ? new Float32Array(contribution.vector.length) : contribution.vector;
  const bound = grid.maxPerWeight * contribution.weight;
  const units = new BigInt64Array(maskedLength(vector.length));
  for (let j = 0; j < vector.length; j++) {
    if (!(Math.abs(vector[j]) <= bound)) {
      throw new RangeError(
        `value ${j}: ${vector[j]} (expected: at most ${bound} in size; the training has diverged, lower --lr)`,
      );
    }
    units[j] = encode(vector[j], grid);
  }
  if (protection.client !== undefined) {
    addMaskedNoise(protection.client, units, vector.length, grid, noiseOf(task, contribution.client, "NOISE"));
  }
  const at = vector.length;
  units[at] = BigInt(contribution.weight);
  const loss = Math.min(contribution.trainLoss, MAX_LOSS) * contribution.weight;
  units[at + 1] = hidesScores(protection) ? 0n : toLong(rint(loss * lossUnit(grid)));
  units[at + 2] = contribution.withinNorm ? 1n : 0n;
  return units;
}

/** As fine as the ring allows; 0 where it has no room for losses at all. */
function lossUnit(grid: FixedPoint): number {
  const bits = grid.ringBits - 2 - (exponentOf(MAX_LOSS * grid.maxTotalWeight) + 1);
  return bits < 0 ? 0 : 2 ** Math.min(bits, MAX_LOSS_BITS);
}
