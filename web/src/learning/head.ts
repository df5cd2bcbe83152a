import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Layout } from "./sums/layout";

/**
 * The classifier on top of a frozen backbone: logits [classes] = W [classes x features] x + b [classes]. Its parameters
 * are one flat Float32Array, W row by row, then b: Java's learning.parameters.Head.
 */
export interface HeadShape {
  readonly classes: number;
  readonly features: number;
}

/** torchvision's names, as Java's Head. */
export const WEIGHT = "classifier.1.weight";
export const BIAS = "classifier.1.bias";

/** Where a head's weights and biases lie in its flat vector. */
export function headLayout({ classes, features }: HeadShape): Layout {
  return [
    { name: WEIGHT, shape: [classes, features] },
    { name: BIAS, shape: [classes] },
  ];
}

/** Length of a head's flat vector. */
export function parameterCount(head: HeadShape): number {
  return head.classes * head.features + head.classes;
}

/** @throws RangeError unless the vector is that of the head */
export function requireHead(parameters: Float32Array, head: HeadShape): void {
  if (!(head.classes >= 2) || !(head.features >= 1) || parameters.length !== parameterCount(head)) {
    throw new RangeError(
      `head: ${parameters.length} values for ${head.classes} classes on ${head.features} features (expected: ${parameterCount(head)}, at least 2 classes and 1 feature)`,
    );
  }
}

/** A head as rows of their own, [classes + 1]: the weights of each class, then all biases. Copies. */
export function splitRows(parameters: Float32Array, head: HeadShape): Float32Array[] {
  const rows: Float32Array[] = [];
  for (let c = 0; c < head.classes; c++) rows.push(parameters.slice(c * head.features, (c + 1) * head.features));
  rows.push(parameters.slice(head.classes * head.features));
  return rows;
}

/** Rows of zeros, as {@link splitRows} gives them. */
export function zeroRows(head: HeadShape): Float32Array[] {
  return splitRows(new Float32Array(parameterCount(head)), head);
}

/** The flat vector of rows. */
export function joinRows(rows: readonly Float32Array[], head: HeadShape): Float32Array {
  const flat = new Float32Array(parameterCount(head));
  let at = 0;
  for (const row of rows) {
    flat.set(row, at);
    at += row.length;
  }
  return flat;
}

/** SHA-256 in hex of the values as little-endian float32: Java's Parameters.digest. */
export function digestOf(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return bytesToHex(sha256(bytes));
}
