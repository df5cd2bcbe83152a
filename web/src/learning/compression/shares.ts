const SLACK = 1e-6;

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** ceil(share size), at least 1: Java's learning.compression.Shares. */
export function countOf(share: number, size: number): number {
  return Math.max(1, Math.min(size, Math.ceil(share * size - SLACK)));
}

/** The largest float32 that is not larger in size than `exact`. */
export function towardsZero(exact: number): number {
  FLOAT[0] = exact;
  if (Math.abs(FLOAT[0]) > Math.abs(exact)) BITS[0] -= 1; // sign and magnitude: one step closer, for either sign
  return FLOAT[0];
}
