import { type NoiseSource, nextBelow, nextBitsOf } from "./noise";

const GRID = 56n;
const DIGITS = 51;
const SLACK = 32;
const FRACTION = 2 ** DIGITS - 1;
const FAST_SCALES = 16;

/**
 * The discrete Gaussian on the integers, sampled exactly (Canonne, Kamath and Steinke 2020), draw for draw as Java's
 * learning.noise.DiscreteGaussian, where the method and its error bounds are explained.
 */
export class DiscreteGaussian {
  private readonly scaleBits: number;
  /** floor(r^2 2^56) and floor(2^60 / (2 r^2)) for r = sigma / 2^scaleBits. */
  private readonly ratioSquared: bigint;
  private readonly halfInverse: bigint;
  /** gamma = (|y| factor - offset)^2 / denominator, all whole numbers. */
  private readonly factor: bigint;
  private readonly offset: bigint;
  private readonly denominator: bigint;

  /** @param sigma from 0.5 to 2^45 units, taken exactly: a round's grid allows no more than 2^44 */
  constructor(sigma: number) {
    if (!(sigma >= 0.5 && sigma <= 2 ** 45)) {
      throw new RangeError(`discrete Gaussian: deviation ${sigma} (expected: 0.5 to 2^45 units; choose another grid)`);
    }
    const exponent = exponentOf(sigma);
    const significand = sigma / 2 ** exponent;
    this.scaleBits = Math.max(0, significand * significand > 2 ? exponent + 1 : exponent);
    const whole = BigInt(significand * 2 ** 52);
    const square = whole * whole;
    const twice = 2 * (52 - exponent); // at least 14
    const lift = BigInt(twice);
    const scale = BigInt(this.scaleBits);
    this.factor = 1n << (scale + lift);
    this.offset = square;
    this.denominator = square << (1n + 2n * scale + lift);
    const scaleSquared = 1n << (2n * scale + lift);
    this.ratioSquared = (square << GRID) / scaleSquared;
    this.halfInverse = (scaleSquared << 60n) / (square << 1n);
  }

  /** One draw: a whole number. */
  sample(noise: NoiseSource): number {
    for (;;) {
      const fraction = this.laplaceFraction(noise);
      let scales = 0;
      while (expMinusOne(noise)) scales++;
      const negative = noise.nextInt() < 0;
      if (negative && fraction === 0 && scales === 0) continue;
      if (this.keep(fraction, scales, noise)) {
        const size = scales * 2 ** this.scaleBits + fraction;
        return negative ? -size : size;
      }
    }
  }

  /** U uniform on [0, 2^scaleBits), kept with probability exp(-U / 2^scaleBits). */
  private laplaceFraction(noise: NoiseSource): number {
    if (this.scaleBits === 0) return 0;
    for (;;) {
      const u = nextBitsOf(noise, this.scaleBits);
      let k = 1;
      while ((k === 1 || nextBelow(noise, k) === 0) && nextBitsOf(noise, this.scaleBits) < u) k++;
      if ((k & 1) === 1) return u;
    }
  }

  /** Bernoulli(exp(-gamma)), gamma that of |y| = scales 2^scaleBits + fraction. */
  private keep(fraction: number, scales: number, noise: NoiseSource): boolean {
    const fixed = scales < FAST_SCALES ? this.fixedExponent(scales * 2 ** this.scaleBits + fraction) : 0n;
    const digits = Number(BigInt.asUintN(DIGITS, fixed));
    let whole = Number(fixed >> BigInt(DIGITS));
    const known = digits >= SLACK && digits <= FRACTION - SLACK;
    let remainder: bigint | undefined;
    if (!known) {
      const exact = this.exactExponent(fraction, scales);
      whole = Number(exact / this.denominator);
      remainder = exact % this.denominator;
    }
    for (let i = 0; i < whole; i++) {
      if (!expMinusOne(noise)) return false;
    }
    let k = 1;
    while (k === 1 || nextBelow(noise, k) === 0) {
      const u = nextBitsOf(noise, DIGITS);
      let below: boolean;
      if (known && u < digits - SLACK) {
        below = true;
      } else if (known && u >= digits + SLACK) {
        below = false;
      } else {
        remainder ??= this.exactExponent(fraction, scales) % this.denominator;
        below = this.isBelow(u, remainder, noise);
      }
      if (!below) break;
      k++;
    }
    return (k & 1) === 1;
  }

  /** gamma 2^51, within SLACK. */
  private fixedExponent(size: number): bigint {
    const a = (BigInt(size) << (GRID - BigInt(this.scaleBits))) - this.ratioSquared;
    return ((((a * a) >> 64n) << 7n) * this.halfInverse) >> 64n;
  }

  /** gamma times the denominator. */
  private exactExponent(fraction: number, scales: number): bigint {
    const size = (BigInt(scales) << BigInt(this.scaleBits)) + BigInt(fraction);
    const root = size * this.factor - this.offset;
    return root * root;
  }

  /** Whether the uniform number whose first 51 bits are u is below remainder / denominator. */
  private isBelow(u: number, remainder: bigint, noise: NoiseSource): boolean {
    const lifted = remainder << BigInt(DIGITS);
    const first = lifted / this.denominator;
    const rest = lifted % this.denominator;
    const mine = BigInt(u);
    if (mine !== first || rest === 0n) return mine < first;
    return this.isBelow(nextBitsOf(noise, DIGITS), rest, noise);
  }
}

/** Bernoulli(exp(-1)). */
function expMinusOne(noise: NoiseSource): boolean {
  let k = 2;
  while (nextBelow(noise, k) === 0) k++;
  return (k & 1) === 1;
}

/** The binary exponent of a normal double: Java's Math.getExponent. */
export function exponentOf(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return ((bits.getUint16(0) >> 4) & 0x7ff) - 1023;
}
