import { allFinite, clip } from "./clipping";
import { DiscreteGaussian } from "./noise/discreteGaussian";
import type { NoiseSource } from "./noise/noise";
import { encode, type FixedPoint, unitOf } from "./sums/fixedPoint";

/** How a client protects and weighs its contribution in a round: Java's Protection. */
export interface Protection {
  /** Largest weight of a client: num_examples but no more; 0 for num_examples. */
  readonly weightCap: number;
  /** Clipping and noise on the whole contribution. */
  readonly client?: ClientPrivacy;
  /** Differentially private local training. */
  readonly example?: ExamplePrivacy;
  /** Whether noise and batches come from the browser's cryptographic generator; otherwise they protect nobody. */
  readonly secureNoise: boolean;
  /** Of the L2 norm, per unit of weight, where nothing is promised; never beside `client` or `example`. */
  readonly clippingNorm?: number;
}

/** The client's side of a privacy mechanism: Java's ClientPrivacy. */
export interface ClientPrivacy {
  /** Of the L2 norm, per unit of weight. */
  readonly clippingNorm: number;
  readonly noisePlace: "none" | "local" | "masked";
  /** Of the discrete Gaussian on every value, in the unit of the vector. */
  readonly noiseDeviation: number;
  readonly reportsNorm: boolean;
}

/** DP-SGD. */
export interface ExamplePrivacy {
  readonly clippingNorm: number;
  readonly noiseMultiplier: number;
}

/** The weight of a client by its number of examples. */
export function weightOf(protection: Protection, numExamples: number): number {
  return protection.weightCap === 0 ? numExamples : Math.min(numExamples, protection.weightCap);
}

/** How the vector is clipped, promised or not: Java's Protection.clipping. */
export function clippingOf(protection: Protection): ClientPrivacy | undefined {
  return protection.clippingNorm === undefined
    ? protection.client
    : { clippingNorm: protection.clippingNorm, noisePlace: "none", noiseDeviation: 0, reportsNorm: false };
}

/** Whether the client keeps its figures: training losses are data too. */
export function hidesScores(protection: Protection): boolean {
  return protection.client !== undefined || protection.example !== undefined;
}

/**
 * Clips the weighted vector in place and, for local differential privacy, adds noise to its integers. A vector that is
 * not finite is left for a trusted coordinator to refuse, and counts as zero otherwise. Returns whether it was within
 * the norm before.
 */
export function protect(
  privacy: ClientPrivacy,
  vector: Float32Array,
  weight: number,
  grid: FixedPoint,
  noise: NoiseSource,
): boolean {
  if (!allFinite(vector)) {
    if (privacy.noisePlace === "none") return false;
    vector.fill(0);
  }
  const { within } = clip(vector, privacy.clippingNorm * weight, grid);
  if (privacy.noisePlace === "local") {
    const unit = unitOf(grid);
    const gaussian = new DiscreteGaussian(privacy.noiseDeviation * unit);
    for (let j = 0; j < vector.length; j++) {
      const units = BigInt.asIntN(64, encode(vector[j], grid) + BigInt(gaussian.sample(noise)));
      vector[j] = Number(units) / unit;
    }
  }
  return within;
}

/** Adds this client's share of the noise of distributed differential privacy to the first `values` units. */
export function addMaskedNoise(
  privacy: ClientPrivacy,
  units: BigInt64Array,
  values: number,
  grid: FixedPoint,
  noise: NoiseSource,
): void {
  if (privacy.noisePlace !== "masked") return;
  const gaussian = new DiscreteGaussian(privacy.noiseDeviation * unitOf(grid));
  for (let j = 0; j < values; j++) units[j] += BigInt(gaussian.sample(noise));
}
