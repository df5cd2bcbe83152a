/** The fixed-point grid of one round's sum, q = rint(v 2^fractionBits): Java's learning.sums.FixedPoint. */
export interface FixedPoint {
  readonly fractionBits: number;
  /** Largest |v| per unit of weight. */
  readonly maxPerWeight: number;
  readonly maxTotalWeight: number;
  readonly ringBits: 32 | 64;
  /** Of the noise that the sum carries at most, in the unit of v. */
  readonly noiseDeviation: number;
}

const EXACT = 2 ** 52;
const LARGEST = 2n ** 63n - 1n;

/** 2^fractionBits, the factor between values and integers. */
export function unitOf(grid: FixedPoint): number {
  return 2 ** grid.fractionBits;
}

/** Rounds to the nearest whole number, halves to the even one: Java's Math.rint. */
export function rint(x: number): number {
  if (!(Math.abs(x) < EXACT)) return x;
  return x < 0 ? -(-x + EXACT - EXACT) : x + EXACT - EXACT;
}

/** A whole double as a 64-bit integer; beyond the range the nearest one, and 0 for no number, as Java casts. */
export function toLong(whole: number): bigint {
  if (Number.isNaN(whole)) return 0n;
  if (whole >= 2 ** 63) return LARGEST;
  return whole <= -(2 ** 63) ? -(2n ** 63n) : BigInt(whole);
}

/** rint(value 2^F). */
export function encode(value: number, grid: FixedPoint): bigint {
  return toLong(rint(value * unitOf(grid)));
}
