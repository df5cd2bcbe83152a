import { stepsOf } from "../training/training";
import { type LocalInput, type LocalResult, named, remembered, trained } from "./input";
import { CONTROL, LOCAL_GRADIENT, type Sgd } from "./localWork";

// Clients whose memory corrects every gradient: Java's learning.work.Remembering.

/**
 * SCAFFOLD's: every step's gradient is corrected by c - c_i, where c is the broadcast and c_i the memory, zero before the
 * first counted round; after K steps at rate eta, c_i+ = c_i - c + (x - y) / (K eta). Uploads y - x and c_i+ - c_i.
 */
export function correctedByControl({ hyper }: Sgd, input: LocalInput): LocalResult {
  const size = input.parameters.length;
  const global = named("broadcast", input.broadcast, CONTROL, size);
  const own = remembered(input, CONTROL) ?? new Float32Array(size);
  const correction = global.map((c, j) => c - own[j]);
  const { delta, meanLoss } = trained(hyper, input, correction);
  const distance = stepsOf(input.examples.size, hyper) * hyper.learningRate;
  const change = global.map((c, j) => -c - delta[j] / distance);
  const next = own.map((c, j) => c + change[j]);
  return { vectors: [delta, change], meanLoss, scalars: [], memory: new Map([[CONTROL, next]]) };
}

/**
 * FedDyn's: every step's gradient is corrected by -g_i + alpha (w - x), where g_i is the memory, zero before the first
 * counted round, and alpha the proximal mu; then g_i+ = g_i - alpha (y - x). Uploads y - x.
 */
export function correctedByGradient({ hyper }: Sgd, input: LocalInput): LocalResult {
  const own = remembered(input, LOCAL_GRADIENT) ?? new Float32Array(input.parameters.length);
  const { delta, meanLoss } = trained(
    hyper,
    input,
    own.map((g) => -g),
  );
  const next = own.map((g, j) => g - hyper.proximalMu * delta[j]);
  return { vectors: [delta], meanLoss, scalars: [], memory: new Map([[LOCAL_GRADIENT, next]]) };
}
