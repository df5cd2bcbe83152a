const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) {
    c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return c;
});

/** The sum that PNG holds of `length` bytes from `from` on (PNG specification, annex D), not negative. */
export function crc32(bytes: Uint8Array, from: number, length: number): number {
  let c = -1;
  for (let i = from; i < from + length; i++) {
    c = TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  }
  return ~c >>> 0;
}
