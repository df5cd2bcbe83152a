/** `[pixels, 3]` to `[3, pixels]`. */
export function byChannel(interleaved: Float32Array): Float32Array {
  const plane = interleaved.length / 3;
  const planes = new Float32Array(interleaved.length);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      planes[c * plane + i] = interleaved[3 * i + c];
    }
  }
  return planes;
}
