import { norm } from "./clipping";
import type { HeadShape } from "./head";
import type { Scaling } from "./training/scaling";
import { dot } from "./vectors";

/**
 * What a client trains on: features [size x width], row-major, and class indices [size]. Owns its arrays. The order is
 * part of the result. Java's learning.training.Examples.
 */
export class Examples {
  private products: Float32Array[] | undefined;
  private lengths: Float64Array | undefined;
  private last: { readonly by: Scaling; readonly examples: Examples } | undefined;

  /** @throws RangeError if the arrays do not fit together or hold what no example can have */
  constructor(
    readonly matrix: Float32Array,
    readonly labels: Int32Array,
    readonly width: number,
  ) {
    if (width < 1 || matrix.length !== labels.length * width) {
      throw new RangeError(
        `examples: ${matrix.length} feature values for ${labels.length} labels (expected: ${width} a label)`,
      );
    }
    if (labels.some((label) => label < 0)) throw new RangeError("examples: a label below 0 (expected: at least 0)");
    const odd = matrix.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) {
      throw new RangeError(
        `examples: feature ${odd % width} of example ${Math.floor(odd / width)} is ${matrix[odd]} (expected: a finite number)`,
      );
    }
  }

  get size(): number {
    return this.labels.length;
  }

  /** @throws RangeError if the head cannot take them, or there are fewer than `atLeast` */
  requireFitting(head: HeadShape, atLeast: number): void {
    if (this.size < atLeast || this.width !== head.features) {
      throw new RangeError(
        `examples: ${this.size} of ${this.width} features (expected: at least ${atLeast}, of ${head.features} features)`,
      );
    }
    for (const label of this.labels) {
      if (label >= head.classes) {
        throw new RangeError(`examples: label ${label} (expected: below ${head.classes}, the classes of the head)`);
      }
    }
  }

  /** X~ X~' with X~ = [X, 1], shape [size][size]; computed on first use and kept for later rounds. */
  gram(): Float32Array[] {
    if (this.products === undefined) {
      const { matrix, width } = this;
      const gram = Array.from({ length: this.size }, () => new Float32Array(this.size));
      for (let i = 0; i < this.size; i++) {
        for (let j = 0; j <= i; j++) {
          gram[i][j] = dot(matrix, i * width, matrix, j * width, width) + 1;
          gram[j][i] = gram[i][j];
        }
      }
      this.products = gram;
    }
    return this.products;
  }

  /**
   * These examples on another scale; computed on first use and kept until another scaling is asked for: that of every round of a run is
   * the same.
   *
   * @throws RangeError if it has another width, or a scaled feature is not finite
   */
  scaled(by: Scaling): Examples {
    if (by.mean.length !== this.width) {
      throw new RangeError(`standardise: ${by.mean.length} features (expected: ${this.width}, as the examples have)`);
    }
    if (this.last === undefined || !this.last.by.same(by)) {
      this.last = { by, examples: new Examples(by.of(this.matrix), this.labels, this.width) };
    }
    return this.last.examples;
  }

  /** |(x_i, 1)| of every example. */
  norms(): Float64Array {
    this.lengths ??= Float64Array.from({ length: this.size }, (_, i) => {
      const length = norm(this.matrix.subarray(i * this.width, (i + 1) * this.width));
      return Math.sqrt(length * length + 1);
    });
    return this.lengths;
  }
}
