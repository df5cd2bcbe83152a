import type { Examples } from "../examples";
import { type HeadShape, joinRows, splitRows, zeroRows } from "../head";
import { Logits, ROWS } from "../logits";
import type { GaussianNoise } from "../noise/gaussianNoise";
import { addCombination, addScaled, blend, softmax } from "../vectors";
import type { Hyperparameters, Steps } from "./training";

const f = Math.fround;

/** The factor of an example's gradient in a step, a float32. */
export type Scale = (errors: Float32Array, example: number) => number;

/** Local training on the weights themselves: Java's learning.training.softmax.Primal. */
export class Primal implements Steps {
  private readonly rate: number;
  private readonly momentum: number;
  private readonly decay: number;
  private readonly mu: number;
  private readonly start: Float32Array[];
  private readonly weights: Float32Array[];
  private readonly velocity: Float32Array[];
  private readonly gradient: Float32Array[];
  private readonly logits: Logits;
  private readonly rows: Float32Array[];
  private readonly errors: Float32Array[];
  /** Rows that are added to every step's gradient; empty for none. */
  private readonly correction: Float32Array[];

  /** @param correction flat, added to every step's gradient, such as SCAFFOLD's c - c_i */
  constructor(
    global: Float32Array,
    private readonly head: HeadShape,
    private readonly examples: Examples,
    hyper: Hyperparameters,
    correction?: Float32Array,
  ) {
    this.rate = f(hyper.learningRate);
    this.momentum = f(hyper.momentum);
    this.decay = f(hyper.weightDecay);
    this.mu = f(hyper.proximalMu);
    this.correction = correction === undefined ? [] : splitRows(correction, head);
    this.start = splitRows(global, head);
    this.weights = splitRows(global, head);
    this.velocity = this.momentum > 0 ? zeroRows(head) : [];
    this.gradient = zeroRows(head);
    this.logits = new Logits(head, this.weights);
    this.rows = Array.from({ length: ROWS }, () => new Float32Array(head.features));
    this.errors = Array.from({ length: head.classes }, () => new Float32Array(ROWS));
  }

  step(order: Int32Array, from: number, to: number): number {
    const loss = this.addMeanGradient(order, from, to);
    this.move();
    return loss;
  }

  /** Adds the mean gradient of a batch; returns the sum of its losses. */
  addMeanGradient(order: Int32Array, from: number, to: number): number {
    const scale = f(1 / (to - from));
    return this.addGradients(order, from, to, () => scale);
  }

  /** The gradient that was added up, flat. */
  gradientSum(): Float32Array {
    return joinRows(this.gradient, this.head);
  }

  /** Adds the scaled gradients of the examples at order[from..to); returns the sum of their losses. */
  addGradients(order: Int32Array, from: number, to: number, scale: Scale): number {
    let loss = 0;
    const { classes, features } = this.head;
    const bias = this.gradient[classes];
    for (let begin = from; begin < to; begin += ROWS) {
      const count = Math.min(ROWS, to - begin);
      for (let r = 0; r < count; r++) {
        const offset = order[begin + r] * features;
        this.logits.load(r, this.examples.matrix, offset);
        this.rows[r].set(this.examples.matrix.subarray(offset, offset + features));
      }
      const ofRows = this.logits.compute(count);
      for (let r = 0; r < count; r++) loss += this.errorsOf(ofRows[r], order[begin + r], r, scale);
      for (let c = 0; c < classes; c++) {
        addCombination(this.gradient[c], this.rows, this.errors[c], 0, count);
        for (let r = 0; r < count; r++) bias[c] = f(bias[c] + this.errors[c][r]);
      }
    }
    return loss;
  }

  private errorsOf(z: Float32Array, example: number, r: number, scale: Scale): number {
    const label = this.examples.labels[example];
    const loss = softmax(z, label);
    z[label] -= 1;
    const factor = scale(z, example);
    for (let c = 0; c < z.length; c++) this.errors[c][r] = factor === 0 ? 0 : f(z[c] * factor);
    return loss;
  }

  /** Adds `deviation` times a standard normal draw to every value of the step's gradient. */
  addNoise(noise: GaussianNoise, deviation: number): void {
    for (const row of this.gradient) noise.addTo(row, deviation);
  }

  /** g += correction; g += decay w + mu (w - start); v = momentum v + g; w -= rate v; then forgets the gradient. */
  move(): void {
    const pulled = this.decay > 0 || this.mu > 0;
    this.weights.forEach((w, row) => {
      const g = this.gradient[row];
      if (this.correction.length > 0) addScaled(g, this.correction[row], 1);
      if (pulled) {
        const w0 = this.start[row];
        for (let k = 0; k < g.length; k++) {
          g[k] = f(g[k] + f(f(this.decay * w[k]) + f(this.mu * f(w[k] - w0[k]))));
        }
      }
      let along = g;
      if (this.momentum > 0) {
        blend(this.velocity[row], this.momentum, g, 1);
        along = this.velocity[row];
      }
      addScaled(w, along, -this.rate);
      g.fill(0);
    });
  }

  delta(): Float32Array {
    this.weights.forEach((w, row) => {
      addScaled(w, this.start[row], -1);
    });
    return joinRows(this.weights, this.head);
  }
}
