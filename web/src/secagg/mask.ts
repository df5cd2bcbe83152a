import { owned } from "./keys";

const CHUNK_BYTES = 1 << 20;

/**
 * Adds (or with sign -1 subtracts) the mask of a 32-byte key: the key stream of AES-256 in counter mode from the zero
 * block, read as little-endian ring elements. Sums wrap modulo 2^64, whose low half is the sum modulo 2^32. Java's
 * MaskExpansion.
 */
export async function addMask(
  key: Uint8Array,
  ringBits: 32 | 64,
  elements: BigInt64Array,
  sign: 1 | -1,
): Promise<void> {
  const aes = await crypto.subtle.importKey("raw", owned(key), "AES-CTR", false, ["encrypt"]);
  const size = ringBits / 8;
  const perChunk = CHUNK_BYTES / size;
  for (let from = 0; from < elements.length; from += perChunk) {
    const count = Math.min(perChunk, elements.length - from);
    const stream = await crypto.subtle.encrypt(
      { name: "AES-CTR", counter: counterAt((from * size) / 16), length: 128 },
      aes,
      new Uint8Array(count * size),
    );
    const view = new DataView(stream);
    for (let i = 0; i < count; i++) {
      const mask = ringBits === 32 ? BigInt(view.getInt32(4 * i, true)) : view.getBigInt64(8 * i, true);
      elements[from + i] += sign === 1 ? mask : -mask; // a BigInt64Array keeps the low 64 bits
    }
  }
}

/** The counter block of the stream's block `block`. */
function counterAt(block: number): Uint8Array<ArrayBuffer> {
  const counter = new Uint8Array(16);
  new DataView(counter.buffer).setUint32(12, block);
  return counter;
}

/** The elements reduced and laid out, ringBits / 8 bytes each, little-endian: Java's Ring.encode. */
export function encodeRing(elements: BigInt64Array, ringBits: 32 | 64): Uint8Array {
  const bytes = new Uint8Array(elements.length * (ringBits / 8));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < elements.length; i++) {
    if (ringBits === 32) view.setInt32(4 * i, Number(BigInt.asIntN(32, elements[i])), true);
    else view.setBigInt64(8 * i, elements[i], true);
  }
  return bytes;
}
