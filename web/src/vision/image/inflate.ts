/**
 * Undoes zlib compression with the browser's own code.
 *
 * @param size bytes that have to come out; no more are kept, whatever the data claims
 * @returns undefined if fewer come out, or the data is damaged before
 */
export async function inflate(parts: Uint8Array[], size: number): Promise<Uint8Array | undefined> {
  const compressed = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const reader = compressed.stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const out = new Uint8Array(size);
  let filled = 0;
  try {
    while (filled < size) {
      const { done, value } = await reader.read();
      if (done) {
        return undefined;
      }
      const piece = value.subarray(0, size - filled);
      out.set(piece, filled);
      filled += piece.length;
    }
    return out;
  } catch {
    return undefined;
  } finally {
    reader.cancel().catch(() => {});
  }
}
