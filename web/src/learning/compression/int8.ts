import type { KeyedRandom } from "../random";
import { rint } from "../sums/fixedPoint";
import { towardsZero } from "./shares";

// One byte a value and a scale for every 256, with stochastic rounding (QSGD, Alistarh et al. 2017): Java's
// learning.compression.Int8.

const BLOCK = 256;
const STEPS = 127;

/** A byte a value, and four for every block. */
export function bytesOfInt8(size: number): number {
  return size + 4 * Math.ceil(size / BLOCK);
}

/** q = floor(127 v / m) or one more, with the probabilities that give 127 v / m on average; v becomes q m / 127. */
export function roundToInt8(values: Float32Array, random: KeyedRandom): void {
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = values.subarray(from, from + BLOCK);
    const most = largest(block);
    if (!Number.isFinite(most)) {
      block.fill(Number.NaN); // for the coordinator to refuse
    } else if (most === 0) {
      block.fill(0);
    } else {
      for (let j = 0; j < block.length; j++) {
        const steps = (block[j] * STEPS) / most;
        const below = Math.floor(steps);
        const draw = (random.nextBits() >>> 0) * 2 ** -32;
        block[j] = valueAt(draw < steps - below ? below + 1 : below, most);
      }
    }
  }
}

/** A smaller scale, and the same steps. */
export function shortenInt8(values: Float32Array, factor: number): void {
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = values.subarray(from, from + BLOCK);
    const most = largest(block);
    const less = towardsZero(most * factor);
    for (let j = 0; j < block.length; j++) block[j] = valueAt(stepsOf(block[j], most), less);
  }
}

/** For every block its scale, then its steps. */
export function encodeInt8(values: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(bytesOfInt8(values.length)));
  let at = 0;
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = values.subarray(from, from + BLOCK);
    const most = largest(block);
    view.setFloat32(at, most, true);
    at += 4;
    for (const value of block) view.setInt8(at++, stepsOf(value, most));
  }
  return new Uint8Array(view.buffer);
}

/** NaN if there is one. */
function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** Never -0, which has no steps of its own. */
function valueAt(steps: number, most: number): number {
  return Math.fround((steps * most) / STEPS) + 0;
}

/** The block's largest is a decoded value too, as its steps are 127; so the scale need not be remembered. */
function stepsOf(value: number, most: number): number {
  return most === 0 ? 0 : rint((value * STEPS) / most);
}
