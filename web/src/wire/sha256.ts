import { sha256 as portable } from "@noble/hashes/sha2.js";

/**
 * SHA-256 of all `chunks` one after the other, 32 bytes. Pages that were loaded over plain HTTP from
 * another machine have no `crypto.subtle`: there the same function runs in JavaScript.
 */
export async function sha256(...chunks: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle !== undefined && chunks.length === 1) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", chunks[0]!));
  }
  const hash = portable.create();
  for (const chunk of chunks) {
    hash.update(chunk);
  }
  return hash.digest();
}

/** Bytes as hex digits, cut to what a digest has. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 32), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** Whether both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
