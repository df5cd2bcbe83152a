import { MEAN, SCALE } from "../training/scaling";
import { train } from "../training/training";
import { type LocalInput, type LocalResult, type NamedVectors, remembered, trained } from "./input";
import { PERSONAL, type Sgd } from "./localWork";

/**
 * Ditto's client: uploads y - x of plain training, and keeps a personal head v, which is trained from the memory (from x
 * before the first counted round) with lambda (v - x) added to every gradient; lambda is the proximal mu. Java's
 * learning.work.Remembering.
 */
export function personal({ hyper }: Sgd, input: LocalInput): LocalResult {
  const { delta, meanLoss } = trained({ ...hyper, proximalMu: 0 }, input);
  return { vectors: [delta], meanLoss, scalars: [], memory: kept(ownHead({ hyper }, input), input) };
}

/** The head, with the scaling of the features that it takes. */
function kept(own: Float32Array, { broadcast }: LocalInput): NamedVectors {
  return new Map([[PERSONAL, own], ...[...broadcast].filter(([name]) => name === MEAN || name === SCALE)]);
}

/** SGD pulls towards its start v_0 and not towards x: the difference, lambda (v_0 - x), is the same in every step. */
function ownHead({ hyper }: Pick<Sgd, "hyper">, input: LocalInput): Float32Array {
  const { parameters, head, examples, order } = input;
  const before = remembered(input, PERSONAL);
  const correction = before?.map((v, j) => hyper.proximalMu * (v - parameters[j]));
  const start = before ?? parameters;
  const { delta } = train(start, head, examples, hyper, order, correction);
  const next = start.map((v, j) => v + delta[j]);
  const wrong = next.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) {
    throw new RangeError(
      `personal head: ${next[wrong]} at position ${wrong} (expected: finite values; lower --lr, or the lambda of ditto)`,
    );
  }
  return next;
}
