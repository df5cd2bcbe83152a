import { allFinite } from "../clipping";
import { type Contribution, noiseOf, type TrainTask } from "../contribute";
import { addMaskedNoise, hidesScores } from "../protection";
import { encode, type FixedPoint, unitOf } from "./fixedPoint";
import { encodeSlot, lengthOf, MAX_LOSS, type SumSchema, USUAL_SLOTS } from "./schema";

/**
 * A contribution as integers of the round's grids, all vectors one behind the other, then all slots: what secure
 * aggregation masks. Java's learning.aggregation.MaskedSum.encode.
 *
 * @throws RangeError if a value is beyond its bound: masked, nobody could refuse it, and the sum might wrap
 */
export function encodeMasked(contribution: Contribution, task: TrainTask): BigInt64Array {
  const { schema, protection } = task;
  const units = new BigInt64Array(lengthOf(schema));
  let at = 0;
  schema.vectors.forEach(({ grid }, i) => {
    const vector = contribution.vectors[i];
    // Under a promise not even that a client has diverged may show in who takes part.
    const hidden = protection.client !== undefined && vector instanceof Float32Array && !allFinite(vector);
    const values = hidden ? new Float32Array(vector.length) : vector;
    if (values instanceof BigInt64Array) addIntegers(values, contribution.weight, grid, units, at);
    else addReals(values, contribution.weight, grid, units, at);
    at += values.length;
  });
  if (protection.client !== undefined) {
    const { grid } = schema.vectors[0];
    addMaskedNoise(protection.client, units, at, grid, noiseOf(task, contribution.client, "NOISE"));
  }
  units.set(slotUnits(contribution, schema, hidesScores(protection)), at);
  return units;
}

function addReals(values: Float32Array, weight: number, grid: FixedPoint, units: BigInt64Array, at: number): void {
  const bound = grid.maxPerWeight * weight;
  for (let j = 0; j < values.length; j++) {
    if (!(Math.abs(values[j]) <= bound)) {
      throw new RangeError(
        `value ${j}: ${values[j]} (expected: at most ${bound} in size; the training has diverged, lower --lr)`,
      );
    }
    units[at + j] = encode(values[j], grid);
  }
}

function addIntegers(values: BigInt64Array, weight: number, grid: FixedPoint, units: BigInt64Array, at: number): void {
  const bound = grid.maxPerWeight * weight * unitOf(grid);
  for (let j = 0; j < values.length; j++) {
    if (Math.abs(Number(values[j])) > bound) {
      throw new RangeError(`value ${j}: ${values[j]} units (expected: at most ${bound} in size)`);
    }
  }
  units.set(values, at);
}

/** The slots as integers, in the order of the schema: Java's Contribution.slotUnits. */
function slotUnits(contribution: Contribution, { slots }: SumSchema, hidden: boolean): BigInt64Array {
  const { weight, trainLoss, withinNorm, scalars } = contribution;
  const units = new BigInt64Array(slots.length);
  units[0] = BigInt(weight);
  units[1] = hidden ? 0n : encodeSlot(Math.min(trainLoss, MAX_LOSS) * weight, slots[1]);
  units[2] = withinNorm ? 1n : 0n;
  scalars.forEach((scalar, i) => {
    const slot = slots[USUAL_SLOTS.length + i];
    const bound = slot.maxPerWeight * weight;
    if (!(Math.abs(scalar) <= bound)) {
      throw new RangeError(`${slot.name}: ${scalar} (expected: at most ${bound} in size)`);
    }
    units[USUAL_SLOTS.length + i] = encodeSlot(scalar, slot);
  });
  return units;
}
