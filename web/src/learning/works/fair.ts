import { evaluate } from "../scoring";
import { power } from "../vectors";
import { type LocalInput, type LocalResult, NOTHING, trained } from "./input";
import type { Sgd } from "./localWork";

/** The loss counts as no less than this: below 1 a power q - 1 of a loss of 0 is infinite. */
const LEAST_LOSS = 1e-10;

/**
 * q-FedAvg's client, with F the mean loss at x and L = 1 / eta: uploads F^q L (y - x) and the scalar
 * h = q F^(q-1) |L (y - x)|^2 + L F^q. Java's learning.work.Fair.
 */
export function fair({ hyper, q = 0 }: Sgd, input: LocalInput): LocalResult {
  const { parameters, head, examples } = input;
  const loss = Math.max(LEAST_LOSS, evaluate(parameters, head, examples).lossSum / examples.size);
  const { delta, meanLoss } = trained(hyper, input);
  let squares = 0;
  for (const d of delta) squares += d * d;
  const lipschitz = 1 / hyper.learningRate;
  const factor = power(loss, q) * lipschitz;
  const h = q * power(loss, q - 1) * (lipschitz * lipschitz * squares) + factor;
  return { vectors: [delta.map((d) => factor * d)], meanLoss, scalars: [h], memory: NOTHING };
}
