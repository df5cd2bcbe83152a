const COEFFICIENTS = 64;

/** No scan has brought this coefficient yet. */
const UNSEEN = 255;

/**
 * Whether a JPEG without an end marker has every coefficient of every component down to its last bit: then no scan can follow. Mirrors
 * Java's `JpegScans`.
 *
 * @param from where the first scan's marker stands
 * @param components of the frame
 * @param progressive whether scans say which coefficients they bring
 */
export function hasAllScans(b: Uint8Array, from: number, components: number, progressive: boolean): boolean {
  const missingBits = new Map<number, Uint8Array>();
  let at = from;
  while (at + 4 <= b.length) {
    const marker = b[at] === 0xff ? b[at + 1] : 0;
    if (marker <= 1 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) {
      at++; // compressed data, and markers without a length
      continue;
    }
    const end = at + 2 + b[at + 2] * 256 + b[at + 3];
    if (marker !== 0xda) {
      at = end;
      continue;
    }
    const count = b[at + 4] ?? 0;
    if (end > b.length || end !== at + 8 + 2 * count) {
      return false;
    }
    const [first, last, low] = progressive
      ? [b[end - 3], Math.min(b[end - 2], COEFFICIENTS - 1), b[end - 1] & 0x0f]
      : [0, COEFFICIENTS - 1, 0];
    for (let i = 0; i < count; i++) {
      const id = b[at + 5 + 2 * i];
      const bits = missingBits.get(id) ?? new Uint8Array(COEFFICIENTS).fill(UNSEEN);
      bits.fill(low, first, last + 1);
      missingBits.set(id, bits);
    }
    at = end;
  }
  return missingBits.size === components && [...missingBits.values()].every((bits) => bits.every((bit) => bit === 0));
}
