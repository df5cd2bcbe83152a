import type { Examples } from "../examples";
import { type HeadShape, requireHead } from "../head";
import type { KeyedRandom } from "../random";
import { Dual, dualPays } from "./dual";
import { Primal } from "./primal";

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

/** One client's training in progress, in one of two forms of the same computation. */
export interface Steps {
  /** One step of SGD on the examples at order[from..to); returns the sum of their losses before it. */
  step(order: Int32Array, from: number, to: number): number;
  /** w - w_global, flat; ends the training. */
  delta(): Float32Array;
}

/**
 * Mini-batch SGD on a softmax head from the global parameters: bit for bit what Java's
 * learning.training.softmax.SoftmaxRegression gives, for the same examples in the same order.
 *
 * @param correction flat, added to the gradient of every step; it is no combination of examples, so it takes the primal
 * form
 * @throws RangeError if the examples do not fit the head
 */
export function train(
  global: Float32Array,
  head: HeadShape,
  examples: Examples,
  hyper: Hyperparameters,
  order: KeyedRandom,
  correction?: Float32Array,
): LocalUpdate {
  requireHead(global, head);
  examples.requireFitting(head, 1);
  const steps: Steps =
    correction === undefined && dualPays(examples.size, head, hyper.localEpochs)
      ? new Dual(global, head, examples, hyper)
      : new Primal(global, head, examples, hyper, correction);
  return run(steps, examples.size, hyper, order);
}

/** The mean gradient over all examples, in their order, in the place of the delta, and the mean loss. */
export function gradientAt(at: Float32Array, head: HeadShape, examples: Examples): LocalUpdate {
  requireHead(at, head);
  examples.requireFitting(head, 1);
  const primal = new Primal(at, head, examples, NO_STEP);
  const order = Int32Array.from({ length: examples.size }, (_, i) => i);
  const loss = primal.addMeanGradient(order, 0, order.length);
  return { delta: primal.gradientSum(), meanLoss: loss / order.length };
}

const NO_STEP: Hyperparameters = {
  localEpochs: 1,
  batchSize: 1,
  learningRate: 1,
  momentum: 0,
  weightDecay: 0,
  proximalMu: 0,
};

/** Steps of one local training. */
export function stepsOf(examples: number, hyper: Hyperparameters): number {
  return hyper.localEpochs * Math.ceil(examples / hyper.batchSize);
}

/** One shuffle per epoch, one step per batch. */
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
