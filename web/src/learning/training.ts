import { Dual, dualPays } from "./dual";
import type { Examples } from "./examples";
import { type HeadShape, requireHead } from "./head";
import { Primal } from "./primal";
import { KeyedRandom } from "./random";

/** How a client trains. */
export interface Hyperparameters {
  readonly localEpochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly proximalMu: number;
}

/** What local training gives: w_local - w_global, flat, and the mean cross-entropy in nats over all steps. */
export interface LocalUpdate {
  readonly delta: Float32Array;
  readonly meanLoss: number;
}

/** One client's training under way, in one of two forms of the same arithmetic. */
export interface Steps {
  /** One step of SGD on the examples at order[from..to); returns the sum of their losses before it. */
  step(order: Int32Array, from: number, to: number): number;
  /** w - w_global, flat; ends the training. */
  delta(): Float32Array;
}

/**
 * Mini-batch SGD on a softmax head from the global parameters: bit for bit what Java's
 * learning.training.SoftmaxRegression gives, for the same examples in the same order.
 *
 * @throws RangeError if the examples do not fit the head
 */
export function train(
  global: Float32Array,
  head: HeadShape,
  examples: Examples,
  hyper: Hyperparameters,
  seed: bigint,
  round: number,
  client: string,
): LocalUpdate {
  requireHead(global, head);
  examples.requireFitting(head, 1);
  const steps: Steps = dualPays(examples.size, head, hyper.localEpochs)
    ? new Dual(global, head, examples, hyper)
    : new Primal(global, head, examples, hyper);
  return run(steps, examples.size, hyper, KeyedRandom.of(seed, round, client, "SHUFFLE"));
}

/** One shuffle an epoch, one step a batch. */
export function run(steps: Steps, examples: number, hyper: Hyperparameters, random: KeyedRandom): LocalUpdate {
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  let loss = 0;
  for (let epoch = 0; epoch < hyper.localEpochs; epoch++) {
    random.shuffle(order);
    for (let from = 0; from < examples; from += hyper.batchSize) {
      loss += steps.step(order, from, Math.min(examples, from + hyper.batchSize));
    }
  }
  return { delta: steps.delta(), meanLoss: loss / (examples * hyper.localEpochs) };
}
