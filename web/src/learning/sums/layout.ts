import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** One tensor of a flat vector. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors that share one flat vector, in the order in which they lie in it: Java's learning.parameters.Layout. */
export type Layout = readonly TensorSpec[];

/** Length of the flat vector. */
export function sizeOf(layout: Layout): number {
  return layout.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

/** The hashed text: one line `name:d0,d1,...\n` per tensor, in UTF-8. */
export function layoutText(layout: Layout): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(layout.map(({ name, shape }) => `${name}:${shape.join(",")}\n`).join(""));
}

/** SHA-256 in hex of {@link layoutText}: Java's Layout.hash. */
export function layoutHash(layout: Layout): string {
  return bytesToHex(sha256(layoutText(layout)));
}

/** The layout in words. */
export function described(layout: Layout): string {
  return layout.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
}
