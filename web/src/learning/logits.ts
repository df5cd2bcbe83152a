import type { HeadShape } from "./head";
import { cut, dot, thirds } from "./vectors";

/** Examples that share one pass over the weights. */
export const ROWS = 4;

/** W x + b for up to {@link ROWS} examples at a time: Java's learning.training.softmax.Logits. */
export class Logits {
  private readonly width: number;
  private readonly weights: Float32Array[][];
  private bias: Float32Array;
  private readonly cuts: Float32Array[][];
  private readonly products: Float32Array;
  private readonly values: Float32Array[];

  /** Of weights in rows, as head.splitRows gives them; read again at each {@link renew}. */
  constructor(head: HeadShape, rows: readonly Float32Array[]) {
    this.width = head.features;
    this.weights = Array.from({ length: head.classes }, () => thirds(head.features));
    this.cuts = Array.from({ length: ROWS }, () => thirds(head.features));
    this.products = new Float32Array(this.cuts[0][0].length);
    this.values = Array.from({ length: ROWS }, () => new Float32Array(head.classes));
    this.bias = rows[head.classes];
    this.renew(rows);
  }

  /** Reads the updated weights. */
  renew(rows: readonly Float32Array[]): void {
    this.weights.forEach((into, c) => {
      cut(rows[c], 0, this.width, into);
    });
    this.bias = rows[this.weights.length];
  }

  /** Makes the vector that starts at `offset` the one at place `r`. */
  load(r: number, features: Float32Array, offset: number): void {
    cut(features, offset, this.width, this.cuts[r]);
  }

  /** [count][classes] of the vectors at the first places; overwritten by the next call. */
  compute(count: number): Float32Array[] {
    for (let c = 0; c < this.weights.length; c++) {
      for (let r = 0; r < count; r++) {
        this.values[r][c] = dot(this.cuts[r], this.weights[c], this.products) + this.bias[c];
      }
    }
    return this.values;
  }
}
