import type { HeadShape } from "./head";
import { dot } from "./vectors";

/** Examples that are taken together. */
export const ROWS = 4;

/** W x + b for up to {@link ROWS} examples at a time: Java's learning.training.softmax.Logits. */
export class Logits {
  private readonly sources: Float32Array[];
  private readonly offsets = new Array<number>(ROWS).fill(0);
  private readonly values: Float32Array[];

  /** Of weights in rows, as head.splitRows gives them; what is written there later counts. */
  constructor(
    private readonly head: HeadShape,
    private readonly rows: readonly Float32Array[],
  ) {
    this.sources = Array.from({ length: ROWS }, () => new Float32Array(0));
    this.values = Array.from({ length: ROWS }, () => new Float32Array(head.classes));
  }

  /** Makes the vector that starts at `offset` the one at place `r`; it must stay as it is. */
  load(r: number, features: Float32Array, offset: number): void {
    this.sources[r] = features;
    this.offsets[r] = offset;
  }

  /** [count][classes] of the vectors at the first places; overwritten by the next call. */
  compute(count: number): Float32Array[] {
    const { classes, features } = this.head;
    const bias = this.rows[classes];
    for (let c = 0; c < classes; c++) {
      for (let r = 0; r < count; r++) {
        this.values[r][c] = dot(this.sources[r], this.offsets[r], this.rows[c], 0, features) + bias[c];
      }
    }
    return this.values;
  }
}
