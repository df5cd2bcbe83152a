import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import { round } from "./moments";

/**
 * Sums of a client's features by class as integers of 18 fraction bits, x being a feature vector rounded once to them, with a 1 behind
 * it: class[c, j] = sum of x_j over examples of class c. Java's learning.work.ClassSums; exact in every order.
 *
 * @returns [classes x width], where width = features + 1
 * @throws RangeError if a feature is too large for the sums to fit 64 bits
 */
export function classSums(examples: Examples, head: HeadShape): BigInt64Array {
  examples.requireFitting(head, 1);
  const width = head.features + 1;
  const sums = new Float64Array(head.classes * width); // at most 2^20 examples of 2^21: exact
  const x = new Float64Array(width);
  for (let example = 0; example < examples.size; example++) {
    round(examples, example, x);
    const at = examples.labels[example] * width;
    for (let j = 0; j < width; j++) sums[at + j] += x[j];
  }
  return BigInt64Array.from(sums, BigInt);
}
