import type { Examples } from "../examples";
import type { NamedVectors } from "../works/input";

/** The broadcasts of a scaling's two vectors. */
export const MEAN = "feature-mean";
export const SCALE = "feature-scale";

/** The largest float32. */
const MOST = (2 - 2 ** -23) * 2 ** 127;

/**
 * Standardised features: x'_j = (x_j - mean_j) * scale_j in float32, the difference rounded before the product. Java's
 * learning.training.Scaling.
 */
export class Scaling {
  /** @throws RangeError if lengths differ, a value is not finite, or a scale is below 0 */
  constructor(
    readonly mean: Float32Array,
    readonly scale: Float32Array,
  ) {
    if (mean.length !== scale.length) {
      throw new RangeError(
        `standardise: ${mean.length} means and ${scale.length} scales (expected: one of each a feature)`,
      );
    }
    for (let j = 0; j < mean.length; j++) {
      if (!Number.isFinite(mean[j]) || !(scale[j] >= 0) || !Number.isFinite(scale[j])) {
        throw new RangeError(
          `standardise: feature ${j} has mean ${mean[j]} and scale ${scale[j]} (expected: finite, and a scale of at least 0)`,
        );
      }
    }
  }

  /**
   * [size x width], row-major, on the new scale; a copy. One that overflows is the largest finite number of its sign: whether
   * one does must not decide whether a client answers.
   */
  of(features: Float32Array): Float32Array {
    const width = this.mean.length;
    const scaled = new Float32Array(features.length);
    for (let at = 0; at < scaled.length; at += width) {
      for (let j = 0; j < width; j++) {
        const value = Math.fround(Math.fround(features[at + j] - this.mean[j]) * this.scale[j]);
        scaled[at + j] = Math.max(-MOST, Math.min(MOST, value));
      }
    }
    return scaled;
  }

  /** Whether both have the same values. */
  same(other: Scaling): boolean {
    return equal(this.mean, other.mean) && equal(this.scale, other.scale);
  }
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, j) => Object.is(value, b[j]));
}

/**
 * The examples as the broadcast asks for them: standardised if it holds a scaling, else as they are.
 *
 * @throws RangeError if there is half a scaling, or one of another width
 */
export function scaledAsAsked(broadcast: NamedVectors, examples: Examples): Examples {
  const [mean, scale] = [broadcast.get(MEAN), broadcast.get(SCALE)];
  if (mean === undefined && scale === undefined) return examples;
  if (mean === undefined || scale === undefined) {
    const [found, missing] = mean === undefined ? [SCALE, MEAN] : [MEAN, SCALE];
    throw new RangeError(`standardise: ${found} without ${missing} (expected: both, or neither)`);
  }
  return examples.scaled(new Scaling(mean, scale));
}
