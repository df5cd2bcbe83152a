import { norm } from "../clipping";
import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import { GaussianNoise } from "../noise/gaussianNoise";
import { type NoiseSource, nextBelow } from "../noise/noise";
import type { ExamplePrivacy } from "../protection";
import { Primal, type Scale } from "./primal";
import { type Hyperparameters, type LocalUpdate, stepsOf } from "./training";

/** Keeps the factor's rounding to float32 from raising a norm above C. */
const ROUNDING = 1 - 2 ** -22;

/**
 * Local training that protects each example of one client (DP-SGD; Abadi et al. 2016, algorithm 1): Java's
 * learning.training.softmax.DpSgd, which states the guarantee, its adjacency and its preconditions.
 */
export function trainPrivately(
  global: Float32Array,
  head: HeadShape,
  examples: Examples,
  hyper: Hyperparameters,
  privacy: ExamplePrivacy,
  batches: NoiseSource,
  noise: NoiseSource,
): LocalUpdate {
  examples.requireFitting(head, 1);
  const weights = new Primal(global, head, examples, hyper);
  const norms = examples.norms();
  const clipping: Scale = (errors, example) => {
    const length = norm(errors) * norms[example];
    // By parameters that overflow for one picture alone, NaN would tell of that picture through any noise.
    if (!Number.isFinite(length)) return 0;
    const bound = privacy.clippingNorm * ROUNDING;
    return Math.fround((length > bound ? bound / length : 1) / hyper.batchSize);
  };
  const deviation = (privacy.noiseMultiplier * privacy.clippingNorm) / hyper.batchSize;
  const gaussian = new GaussianNoise(noise);
  const batch = new Int32Array(examples.size);
  const steps = stepsOf(examples.size, hyper);
  let loss = 0;
  let seen = 0;
  for (let step = 0; step < steps; step++) {
    let size = 0;
    for (let i = 0; i < batch.length; i++) {
      if (batch.length <= hyper.batchSize || nextBelow(batches, batch.length) < hyper.batchSize) batch[size++] = i;
    }
    loss += weights.addGradients(batch, 0, size, clipping);
    seen += size;
    if (deviation > 0) weights.addNoise(gaussian, deviation);
    weights.move();
  }
  return { delta: weights.delta(), meanLoss: seen === 0 ? 0 : loss / seen };
}
