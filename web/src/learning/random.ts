import { sha256 } from "@noble/hashes/sha2.js";

/** What a stream of random numbers is for: Java's learning.random.Purpose. Names are part of the key. */
export type Purpose =
  | "SHUFFLE"
  | "HOLDOUT"
  | "NOISE"
  | "BATCH"
  | "PARTITION"
  | "COHORT"
  | "TASTE"
  | "SAMPLING"
  | "CANARY"
  | "COORDINATES"
  | "ROUNDING";

const DOMAIN = new TextEncoder().encode("headwater.random.v1");

/**
 * A stream of random numbers that depends only on (seed, round, client, purpose); the same stream as Java's
 * learning.random.KeyedRandom: SHA-256 of the identity seeds xoshiro128** (Blackman and Vigna 2021). For experiments
 * only: noise for a real guarantee comes from {@link SecureNoise}.
 */
export class KeyedRandom {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  private constructor(key: Uint8Array) {
    const words = new DataView(key.buffer, key.byteOffset);
    this.s0 = words.getInt32(0, true);
    this.s1 = words.getInt32(4, true);
    this.s2 = words.getInt32(8, true);
    this.s3 = words.getInt32(12, true);
  }

  /** The stream of (seed, round, client, purpose); round 0 is before the first, an empty client concerns nobody. */
  static of(seed: bigint, round: number, client: string, purpose: Purpose): KeyedRandom {
    const numbers = new DataView(new ArrayBuffer(12));
    numbers.setBigInt64(0, BigInt.asIntN(64, seed), true);
    numbers.setInt32(8, round, true);
    const text = new TextEncoder();
    const zero = Uint8Array.of(0);
    const hash = sha256.create();
    for (const piece of [
      DOMAIN,
      zero,
      text.encode(purpose),
      zero,
      new Uint8Array(numbers.buffer),
      text.encode(client),
    ]) {
      hash.update(piece);
    }
    return new KeyedRandom(hash.digest());
  }

  /** 32 uniform bits, as a signed integer. */
  nextBits(): number {
    const m = Math.imul(this.s1, 5);
    const result = Math.imul((m << 7) | (m >>> 25), 9);
    const t = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= t;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** Uniform in [0, bound), without bias (Lemire 2019). */
  nextInt(bound: number): number {
    return uniformBelow(bound, () => this.nextBits());
  }

  /** Uniform in [0, 1) with 53 bits. */
  nextDouble(): number {
    const high = this.nextBits() >>> 0;
    return (high * 0x200000 + (this.nextBits() >>> 11)) * 2 ** -53;
  }

  /** Standard normal, by Marsaglia's polar method; the second value of a pair is thrown away. */
  nextGaussian(): number {
    for (;;) {
      const u = 2 * this.nextDouble() - 1;
      const v = 2 * this.nextDouble() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** Uniform permutation in place (Fisher and Yates). */
  shuffle(items: Int32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.nextInt(i + 1);
      const swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
  }
}

/**
 * Uniform in [0, bound) from a source of 32-bit draws, exactly.
 *
 * @throws RangeError unless bound is a whole number from 1 to 2^31 - 1
 */
export function uniformBelow(bound: number, bits: () => number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x7fffffff) {
    throw new RangeError(`bound: ${bound} (expected: 1 to 2147483647)`);
  }
  // A double holds the 64-bit product in two halves of 16 bits of the draw.
  let [high, low] = product(bits() >>> 0, bound);
  if (low < bound) {
    const threshold = 0x100000000 % bound;
    while (low < threshold) [high, low] = product(bits() >>> 0, bound);
  }
  return high;
}

/** The upper and the lower 32 bits of a product of two numbers below 2^32. */
function product(a: number, b: number): [number, number] {
  const bottom = (a & 0xffff) * b;
  const top = (a >>> 16) * b + Math.floor(bottom / 0x10000);
  return [Math.floor(top / 0x10000), (top % 0x10000) * 0x10000 + (bottom % 0x10000)];
}
