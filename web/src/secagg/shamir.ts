import { KEY_BYTES } from "./keys";

/** One point of Shamir's polynomials over GF(256), one polynomial a byte of the secret. */
export interface Share {
  /** 1 to 255. */
  readonly x: number;
  /** 32 bytes. */
  readonly value: Uint8Array;
}

const LANES = KEY_BYTES / 4;
const LOW_BITS = 0x01010101;
const NO_LOW_BITS = 0xfefefefe;

/**
 * Shares of 32 bytes for x = 1 to `holders`, any `threshold` of which open them: Shamir 1979 over GF(256) with AES'
 * polynomial 0x11B. Four bytes are multiplied at a time by a public scalar, by shifts and masks: no table is looked up
 * and no branch is taken on a secret. Java's secagg.primitives.Shamir.
 *
 * @throws RangeError if the numbers do not fit
 */
export function split(secret: Uint8Array, holders: number, threshold: number): Share[] {
  const coefficients = new Uint8Array(threshold * KEY_BYTES);
  crypto.getRandomValues(coefficients);
  return splitWith(secret, holders, coefficients);
}

/** {@link split} with the coefficients of degree 1 and up, [threshold x 32], whose first row is overwritten. */
export function splitWith(secret: Uint8Array, holders: number, coefficients: Uint8Array<ArrayBuffer>): Share[] {
  const threshold = coefficients.length / KEY_BYTES;
  if (secret.length !== KEY_BYTES || threshold < 1 || threshold > holders || holders > 255) {
    throw new RangeError(
      `sharing: ${secret.length} bytes, threshold ${threshold} of ${holders} holders (expected: 32 bytes, 1 to holders, at most 255 of them)`,
    );
  }
  coefficients.set(secret);
  const words = new Uint32Array(coefficients.buffer);
  const shares: Share[] = [];
  for (let x = 1; x <= holders; x++) {
    const value = new Uint32Array(LANES);
    for (let lane = 0; lane < LANES; lane++) {
      let y = 0;
      for (let degree = threshold - 1; degree >= 0; degree--) y = times(y, x) ^ words[degree * LANES + lane];
      value[lane] = y;
    }
    shares.push({ x, value: new Uint8Array(value.buffer) });
  }
  coefficients.fill(0);
  return shares;
}

/** The secret, by Lagrange's formula at 0: what a server does, here for tests. */
export function combine(shares: readonly Share[]): Uint8Array {
  const secret = new Uint32Array(LANES);
  for (const [i, { x, value }] of shares.entries()) {
    let numerator = 1;
    let denominator = 1;
    for (const [j, other] of shares.entries()) {
      if (j === i) continue;
      numerator = times(numerator, other.x);
      denominator = times(denominator, other.x ^ x);
    }
    const weight = times(numerator, inverse(denominator));
    const words = new Uint32Array(value.slice().buffer);
    for (let lane = 0; lane < LANES; lane++) secret[lane] ^= times(words[lane], weight);
  }
  return new Uint8Array(secret.buffer);
}

/** a^254, which is the inverse because a^255 = 1. */
function inverse(a: number): number {
  let power = a;
  for (let bit = 0; bit < 6; bit++) power = times(times(power, power), a);
  return times(power, power);
}

/** Four field elements times one. */
function times(elements: number, scalar: number): number {
  let left = elements;
  let result = 0;
  for (let bit = 0; bit < 8; bit++) {
    result ^= left & -((scalar >>> bit) & 1);
    const carries = (left >>> 7) & LOW_BITS;
    left = ((left << 1) & NO_LOW_BITS) ^ Math.imul(carries, 0x1b);
  }
  return result >>> 0;
}
