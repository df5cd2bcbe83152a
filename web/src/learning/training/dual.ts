import type { Examples } from "../examples";
import { type HeadShape, joinRows, splitRows } from "../head";
import { Logits, ROWS } from "../logits";
import { addCombination, addScaled, blend, softmax } from "../vectors";
import type { Hyperparameters, Steps } from "./training";

const f = Math.fround;
const MAX_EXAMPLES = 512;

/** Whether this form is cheaper: the same rule on every node, on sizes alone. */
export function dualPays(examples: number, head: HeadShape, epochs: number): boolean {
  const steps = (6.0 * epochs * examples) / head.features;
  const gram = examples / (20.0 * head.classes);
  return examples <= MAX_EXAMPLES && 3.5 + steps + gram <= 1.3 + 3.6 * epochs;
}

/** Local training in the span of the client's own examples: Java's learning.training.softmax.Dual, where the algebra is. */
export class Dual implements Steps {
  private readonly gram: Float32Array[];
  private readonly start: Float32Array[];
  private readonly rate: number;
  private readonly momentum: number;
  private readonly decay: number;
  private readonly mu: number;
  private readonly plain: boolean;
  private alpha = 1;
  private beta = 0;
  // All [classes][n].
  private readonly z: Float32Array[];
  private readonly a: Float32Array[];
  private readonly b: Float32Array[];
  private readonly p: Float32Array[];
  private readonly q: Float32Array[];
  private batchRows: Float32Array[] = [];
  private errors: Float32Array[] = [];
  private readonly probabilities: Float32Array;

  constructor(
    global: Float32Array,
    private readonly head: HeadShape,
    private readonly examples: Examples,
    hyper: Hyperparameters,
  ) {
    this.gram = examples.gram();
    this.rate = f(hyper.learningRate);
    this.momentum = f(hyper.momentum);
    this.decay = hyper.weightDecay;
    this.mu = hyper.proximalMu;
    this.plain = this.momentum === 0 && this.decay === 0 && this.mu === 0;
    this.start = splitRows(global, head);
    const zeros = () => Array.from({ length: head.classes }, () => new Float32Array(examples.size));
    this.z = zeros();
    this.a = zeros();
    this.p = zeros();
    this.b = this.plain ? this.a : zeros();
    this.q = this.plain ? this.p : zeros();
    this.probabilities = new Float32Array(head.classes);
    this.firstLogits();
  }

  private firstLogits(): void {
    const logits = new Logits(this.head, this.start);
    for (let begin = 0; begin < this.examples.size; begin += ROWS) {
      const count = Math.min(ROWS, this.examples.size - begin);
      for (let r = 0; r < count; r++) logits.load(r, this.examples.matrix, (begin + r) * this.head.features);
      const ofRows = logits.compute(count);
      for (let c = 0; c < this.head.classes; c++) {
        for (let r = 0; r < count; r++) this.z[c][begin + r] = ofRows[r][c];
      }
    }
  }

  step(order: Int32Array, from: number, to: number): number {
    const count = to - from;
    if (this.batchRows.length !== count) {
      this.batchRows = new Array<Float32Array>(count);
      this.errors = Array.from({ length: this.head.classes }, () => new Float32Array(count));
    }
    let loss = 0;
    const scale = f(1 / count);
    for (let k = 0; k < count; k++) {
      loss += this.errorsOf(order[from + k], k, scale);
      this.batchRows[k] = this.gram[order[from + k]];
    }
    this.beta = this.momentum * this.beta + this.decay * this.alpha + this.mu * (this.alpha - 1);
    this.alpha -= this.rate * this.beta;
    const pull = f(this.decay + this.mu);
    for (let c = 0; c < this.head.classes; c++) {
      if (this.plain) {
        this.move(c, order, from, -this.rate);
      } else {
        blend(this.b[c], this.momentum, this.a[c], pull);
        blend(this.q[c], this.momentum, this.p[c], pull);
        this.move(c, order, from, 1);
        addScaled(this.a[c], this.b[c], -this.rate);
        addScaled(this.p[c], this.q[c], -this.rate);
      }
    }
    return loss;
  }

  private move(c: number, order: Int32Array, from: number, s: number): void {
    const e = this.errors[c];
    const b = this.b[c];
    for (let k = 0; k < e.length; k++) {
      e[k] = f(e[k] * s);
      b[order[from + k]] = f(b[order[from + k]] + e[k]);
    }
    addCombination(this.q[c], this.batchRows, e, 0, e.length);
  }

  private errorsOf(example: number, k: number, scale: number): number {
    const shrink = f(this.alpha);
    const chances = this.probabilities;
    for (let c = 0; c < chances.length; c++) chances[c] = f(shrink * this.z[c][example]) + this.p[c][example];
    const label = this.examples.labels[example];
    const loss = softmax(chances, label);
    for (let c = 0; c < chances.length; c++) this.errors[c][k] = f(f(chances[c] - (c === label ? 1 : 0)) * scale);
    return loss;
  }

  delta(): Float32Array {
    const { classes, features } = this.head;
    const delta = this.start;
    const shrink = f(this.alpha - 1);
    for (const row of delta) blend(row, shrink, row, 0);
    const bias = delta[classes];
    for (let begin = 0; begin < this.examples.size; begin += ROWS) {
      const count = Math.min(ROWS, this.examples.size - begin);
      const rows: Float32Array[] = [];
      for (let r = 0; r < count; r++) {
        rows.push(this.examples.matrix.subarray((begin + r) * features, (begin + r + 1) * features));
      }
      for (let c = 0; c < classes; c++) addCombination(delta[c], rows, this.a[c], begin, count);
    }
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (const value of this.a[c]) sum += value;
      bias[c] = f(bias[c] + f(sum));
    }
    return joinRows(delta, this.head);
  }
}
