import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import { rint } from "../sums/fixedPoint";
import { FEATURE_BITS } from "./localWork";

const UNIT = 2 ** FEATURE_BITS;

/** Largest feature: those of a MobileNetV2 are at most 6. */
const MAX_FEATURE = 8;

/** Examples whose products add up exactly in float64: 2^11 (8 2^18)^2 = 2^53. */
const BLOCK = 2048;

/**
 * Sums over a client's examples as integers of 36 fraction bits, x being a feature vector rounded once to 18 of them,
 * with a 1 behind it: second[i, j] = sum of x_i x_j for i <= j, row by row, and class[c, j] = sum of x_j over examples of
 * class c. Java's learning.work.Moments; every sum here is exact, so the order of additions is free.
 *
 * @returns second [width (width + 1) / 2] and class [classes x width], where width = features + 1
 * @throws RangeError if a feature is too large for the sums to fit 64 bits
 */
export function moments(examples: Examples, head: HeadShape): [BigInt64Array, BigInt64Array] {
  examples.requireFitting(head, 1);
  const width = head.features + 1;
  const second = new BigInt64Array((width * (width + 1)) / 2);
  const rows = Array.from({ length: width }, (_, i) => new Float64Array(width - i));
  const byClass = new Float64Array(head.classes * width); // at most 2^20 examples of 2^21: exact
  const x = new Float64Array(width);
  for (let from = 0; from < examples.size; from += BLOCK) {
    const to = Math.min(examples.size, from + BLOCK);
    for (let example = from; example < to; example++) {
      round(examples, example, x);
      addProducts(rows, x);
      const at = examples.labels[example] * width;
      for (let j = 0; j < width; j++) byClass[at + j] += x[j];
    }
    empty(rows, second);
  }
  return [second, BigInt64Array.from(byClass, (sum) => BigInt(sum * UNIT))];
}

/** Fills x with rint(feature 2^18), then 2^18 for the bias. */
export function round(examples: Examples, example: number, x: Float64Array): void {
  const { matrix, width } = examples;
  for (let j = 0; j < width; j++) {
    const feature = matrix[example * width + j];
    if (!(Math.abs(feature) <= MAX_FEATURE)) {
      throw new RangeError(
        `feature ${j} of example ${example}: ${feature} (expected: at most ${MAX_FEATURE} in size, so that sums of products fit 64 bits)`,
      );
    }
    x[j] = rint(feature * UNIT);
  }
  x[width] = UNIT;
}

function addProducts(rows: readonly Float64Array[], x: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    const scale = x[i];
    if (scale === 0) continue;
    const row = rows[i];
    for (let j = 0; j < row.length; j++) row[j] += scale * x[i + j];
  }
}

/** Adds the block's products, whole numbers of at most 2^53, and clears them. */
function empty(rows: readonly Float64Array[], second: BigInt64Array): void {
  let at = 0;
  for (const row of rows) {
    for (let j = 0; j < row.length; j++) second[at++] += BigInt(row[j]);
    row.fill(0);
  }
}
