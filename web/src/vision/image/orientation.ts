import type { RgbImage } from "./rgbImage";

/** The EXIF tag 0x0112 (CIPA DC-008, 4.6.5.1.1) in a TIFF structure, or 1 (upright) where there is none that makes sense. */
export function orientationOf(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let i = 0; i < count; i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) === 0x0112) {
        const value = view.getUint16(entry + 8, little);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
  } catch {
    // An offset beyond the block: as if it were not there.
  }
  return 1;
}

/** The picture turned upright by walking its stored pixels from another corner; mirrors Java's `Orientation`. */
export function upright(stored: RgbImage, orientation: number): RgbImage {
  const { width: w, height: h } = stored;
  switch (orientation) {
    case 2:
      return walk(stored, w, h, w - 1, -1, w);
    case 3:
      return walk(stored, w, h, w * h - 1, -1, -w);
    case 4:
      return walk(stored, w, h, w * (h - 1), 1, -w);
    case 5:
      return walk(stored, h, w, 0, w, 1);
    case 6:
      return walk(stored, h, w, w * (h - 1), -w, 1);
    case 7:
      return walk(stored, h, w, w * h - 1, -w, -1);
    case 8:
      return walk(stored, h, w, w - 1, w, -1);
    default:
      return stored;
  }
}

/** First pixel to take, then the steps to the next pixel and to the next row of the result. */
function walk(from: RgbImage, width: number, height: number, start: number, dx: number, dy: number): RgbImage {
  const pixels = new Uint32Array(from.data.buffer as ArrayBuffer, from.data.byteOffset, width * height);
  const out = new Uint32Array(width * height);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let at = start + y * dy;
    for (let x = 0; x < width; x++, at += dx) {
      out[to++] = pixels[at];
    }
  }
  return { width, height, data: new Uint8ClampedArray(out.buffer), ...(from.nearlyBlack ? { nearlyBlack: true } : {}) };
}
