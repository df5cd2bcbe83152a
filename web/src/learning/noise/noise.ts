import { KeyedRandom, type Purpose, uniformBelow } from "../random";

/** Independent uniform bits for noise and secret samples: Java's learning.noise.NoiseSource. */
export interface NoiseSource {
  /** Whether the bits are unpredictable, as a real guarantee requires. */
  readonly secure: boolean;
  /** 32 uniform bits, as a signed integer. */
  nextInt(): number;
}

/** Unpredictable bits, from the browser's cryptographic generator. */
export class SecureNoise implements NoiseSource {
  readonly secure = true;
  private readonly pool = new Int32Array(4096);
  private used = this.pool.length;

  nextInt(): number {
    if (this.used === this.pool.length) {
      crypto.getRandomValues(this.pool);
      this.used = 0;
    }
    const bits = this.pool[this.used];
    this.pool[this.used++] = 0; // old noise cannot be read back
    return bits;
  }
}

/** Repeatable bits, for experiments only: anybody who knows the seed can subtract the noise. */
export class SeededNoise implements NoiseSource {
  readonly secure = false;
  private readonly random: KeyedRandom;

  constructor(seed: bigint, round: number, client: string, purpose: Purpose) {
    this.random = KeyedRandom.of(seed, round, client, purpose);
  }

  nextInt(): number {
    return this.random.nextBits();
  }
}

/** Uniform in [0, bound), exactly. */
export function nextBelow(noise: NoiseSource, bound: number): number {
  return uniformBelow(bound, () => noise.nextInt());
}

/** The first `count` of 32 or, above 31, of 64 uniform bits, as a number; count from 1 to 53. */
export function nextBitsOf(noise: NoiseSource, count: number): number {
  if (count <= 31) return noise.nextInt() >>> (32 - count);
  const high = noise.nextInt() >>> 0;
  const low = noise.nextInt() >>> 0;
  return count === 32 ? high : high * 2 ** (count - 32) + (low >>> (64 - count));
}
