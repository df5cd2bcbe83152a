import type { Examples } from "./examples";
import { type HeadShape, requireHead, splitRows } from "./head";
import { Logits, ROWS } from "./logits";
import { softmax as softmaxInPlace } from "./vectors";

const BLOCK = 256;

/** Scores of a head: sum of cross-entropies in nats, and per class the right ones and all. */
export interface Evaluation {
  readonly lossSum: number;
  readonly correct: number[];
  readonly total: number[];
}

/** W x + b, shape [classes], of one feature vector. */
export function logits(parameters: Float32Array, head: HeadShape, features: Float32Array): Float32Array {
  requireHead(parameters, head);
  const kernel = new Logits(head, splitRows(parameters, head));
  kernel.load(0, features, 0);
  return kernel.compute(1)[0].slice();
}

/** Probabilities of logits; the argument stays as it is. */
export function softmax(values: Float32Array): Float32Array {
  const chances = values.slice();
  softmaxInPlace(chances, 0);
  return chances;
}

/** Loss and accuracy on all examples, in blocks merged in order: Java's Scoring.evaluate. Ties go to the lowest class. */
export function evaluate(parameters: Float32Array, head: HeadShape, examples: Examples): Evaluation {
  requireHead(parameters, head);
  examples.requireFitting(head, 0);
  const kernel = new Logits(head, splitRows(parameters, head));
  const correct = new Array<number>(head.classes).fill(0);
  const total = new Array<number>(head.classes).fill(0);
  let lossSum = 0;
  for (let from = 0; from < examples.size; from += BLOCK) {
    const to = Math.min(examples.size, from + BLOCK);
    let loss = 0;
    for (let begin = from; begin < to; begin += ROWS) {
      const count = Math.min(ROWS, to - begin);
      for (let r = 0; r < count; r++) kernel.load(r, examples.matrix, (begin + r) * examples.width);
      const ofRows = kernel.compute(count);
      for (let r = 0; r < count; r++) {
        const z = ofRows[r];
        const label = examples.labels[begin + r];
        let best = 0;
        for (let c = 1; c < z.length; c++) best = z[c] > z[best] ? c : best;
        total[label]++;
        if (best === label) correct[label]++;
        loss += softmaxInPlace(z, label);
      }
    }
    lossSum += loss;
  }
  return { lossSum, correct, total };
}
