import { type FixedPoint, rint, unitOf } from "./sums/fixedPoint";

const SCALINGS = 4;
const ULP = 2 ** -52;

/** The result of clipping: the L2 norm before, and whether the vector was within the norm and was not changed. */
export interface Clipped {
  readonly before: number;
  readonly within: boolean;
}

/** Whether every value is a finite number. */
export function allFinite(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

/** The L2 norm, in double precision. */
export function norm(values: Float32Array): number {
  let even = 0;
  let odd = 0;
  let j = 0;
  for (; j + 1 < values.length; j += 2) {
    even += values[j] * values[j];
    odd += values[j + 1] * values[j + 1];
  }
  if (j < values.length) even += values[j] * values[j];
  return Math.sqrt(even + odd);
}

/**
 * Clips in place so that the L2 norm of the float32 values is at most `bound`, and that of their integers on the grid
 * at most bound 2^F, both exactly: Java's learning.clipping.Clipping, which proves it. The sensitivity of the sum under
 * add/remove of one client follows.
 *
 * @throws RangeError if a value or the bound is not finite
 */
export function clip(values: Float32Array, bound: number, grid: FixedPoint): Clipped {
  if (!(bound > 0) || !Number.isFinite(bound)) {
    throw new RangeError(`clipping norm: ${bound} (expected: finite and above 0)`);
  }
  const before = norm(values);
  if (!Number.isFinite(before)) {
    throw new RangeError(`clipping: a vector of norm ${before} (expected: finite values)`);
  }
  const limit = bound * unitOf(grid);
  let units = gridNorm(values, grid);
  const within = surelyAtMost(before, values.length, bound) && surelyAtMost(units, values.length, limit);
  if (!within) {
    shrink(values, before, bound);
    units = gridNorm(values, grid);
    for (let i = 1; i < SCALINGS && !surelyAtMost(units, values.length, limit); i++) {
      shrink(values, units, limit);
      units = gridNorm(values, grid);
    }
    if (!surelyAtMost(units, values.length, limit)) cutToGrid(values, grid);
  }
  return { before, within };
}

/** Whether both norms are surely at most what {@link clip} leaves. */
export function isWithin(values: Float32Array, bound: number, grid: FixedPoint): boolean {
  return (
    surelyAtMost(norm(values), values.length, bound) &&
    surelyAtMost(gridNorm(values, grid), values.length, bound * unitOf(grid))
  );
}

function gridNorm(values: Float32Array, grid: FixedPoint): number {
  const unit = unitOf(grid);
  let sum = 0;
  for (const value of values) {
    const q = rint(value * unit);
    sum += q * q;
  }
  return Math.sqrt(sum);
}

/** The relative error of a sum of d squares and of its root is below (d + 2) 2^-53. */
function surelyAtMost(computed: number, length: number, bound: number): boolean {
  return computed === 0 || computed <= bound * (1 - (length + 4) * ULP);
}

/** Scales to below `to`, each value rounded towards zero, so that no rounding adds to it. */
function shrink(values: Float32Array, from: number, to: number): void {
  const scale = Math.min(1, to / from) * (1 - (2 * values.length + 16) * ULP);
  for (let j = 0; j < values.length; j++) {
    const exact = values[j] * scale;
    const rounded = Math.fround(exact);
    values[j] = Math.abs(rounded) > Math.abs(exact) ? towardsZero(rounded) : rounded;
  }
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** The next float32 towards zero; not for zero itself. */
function towardsZero(value: number): number {
  FLOAT[0] = value;
  BITS[0] -= 1; // sign and magnitude: one less is one step closer, for either sign
  return FLOAT[0];
}

function cutToGrid(values: Float32Array, grid: FixedPoint): void {
  const unit = unitOf(grid);
  for (let j = 0; j < values.length; j++) values[j] = Math.trunc(values[j] * unit) / unit;
}
