import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import { round } from "./moments";

/** Squares of at most 2^42 that add up exactly in float64. */
const BLOCK = 2048;

/**
 * Sums of a client's features and of their squares as integers, x being a feature vector rounded once to 18 fraction bits: first[j] = sum
 * of x_j, then the number of examples in the same unit, and squares[j] = sum of x_j^2. Java's learning.work.FeatureMoments; exact in
 * every order. Of a single picture they are that picture's features.
 *
 * @returns first [features + 1] of 18 fraction bits and squares [features] of 36
 * @throws RangeError if a feature is too large for the sums to fit 64 bits
 */
export function featureMoments(examples: Examples, head: HeadShape): [BigInt64Array, BigInt64Array] {
  examples.requireFitting(head, 1);
  const { features } = head;
  const first = new Float64Array(features + 1); // at most 2^20 examples of 2^21: exact
  const squares = new BigInt64Array(features);
  const block = new Float64Array(features);
  const x = new Float64Array(features + 1);
  for (let from = 0; from < examples.size; from += BLOCK) {
    const to = Math.min(examples.size, from + BLOCK);
    for (let example = from; example < to; example++) {
      round(examples, example, x);
      for (let j = 0; j <= features; j++) first[j] += x[j];
      for (let j = 0; j < features; j++) block[j] += x[j] * x[j];
    }
    for (let j = 0; j < features; j++) squares[j] += BigInt(block[j]);
    block.fill(0);
  }
  return [BigInt64Array.from(first, BigInt), squares];
}
