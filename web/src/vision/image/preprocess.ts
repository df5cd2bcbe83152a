import { type Coefficients, coefficients, HALF, toByte } from "./coefficients";
import { checkedPreprocessing, type Preprocessing } from "./preprocessing";
import type { RgbImage } from "./rgbImage";

/** The order of {@link preprocess}'s values: rows, columns, then red, green, blue, as TensorFlow.js likes it. */
export const PIXEL_LAYOUT = "NHWC";

const CHANNELS = 3;
const RGBA = 4;

/**
 * The picture as `[imageSize, imageSize, 3]` float32 ({@link PIXEL_LAYOUT}), bit for bit the values of Java's
 * `vision.image.Preprocessor` (which writes them channel by channel): alpha is dropped, not blended.
 * Only what the crop keeps is computed, one row at a time, so scratch memory does not grow with the picture.
 */
export function preprocess(image: RgbImage, p: Preprocessing): Float32Array {
  const { imageSize, mean, std } = checkedPreprocessing(p);
  const tables = mean.map((m, c) => normalised(m, std[c]));
  const bytes = resizeAndCrop(image, imageSize);
  const out = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i += CHANNELS) {
    out[i] = tables[0][bytes[i]];
    out[i + 1] = tables[1][bytes[i + 1]];
    out[i + 2] = tables[2][bytes[i + 2]];
  }
  return out;
}

/** The first two steps alone: `[size, size, 3]` bytes. */
export function resizeAndCrop(image: RgbImage, size: number): Uint8Array {
  const { width: w, height: h } = image;
  if (w < 1 || h < 1 || image.data.length !== RGBA * w * h) {
    throw new Error(
      `image: ${w} x ${h} with ${image.data.length} bytes (expected: at least 1 x 1, and 4 bytes a pixel)`,
    );
  }
  const resizedWidth = w <= h ? size : longer(size, w, h);
  const resizedHeight = w <= h ? longer(size, h, w) : size;
  const left = offset(resizedWidth, size);
  const top = offset(resizedHeight, size);
  const across = resizedWidth === w ? undefined : coefficients(w, resizedWidth, left, size);
  const line = new Uint8Array(CHANNELS * size);
  const cropped = new Uint8Array(CHANNELS * size * size);
  if (resizedHeight === h) {
    for (let y = 0; y < size; y++) {
      horizontal(image, top + y, across, left, line);
      cropped.set(line, y * line.length);
    }
  } else {
    resizeRows(image, across, left, coefficients(h, resizedHeight, top, size), line, cropped);
  }
  return cropped;
}

/** float32 of `(v / 255 - mean) / std` for every byte: rounded after each step, as Java's float arithmetic is. */
function normalised(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, v) => Math.fround(Math.fround(v / 255) - mean) / std);
}

/** torchvision's `int(size * long / short)`: one division in double, then truncation. */
function longer(size: number, longSide: number, shortSide: number): number {
  return Math.trunc((size * longSide) / shortSide);
}

/** torchvision's `int(round((side - size) / 2.0))`: halves round to even. */
function offset(side: number, size: number): number {
  const floor = Math.floor((side - size) / 2);
  return (side - size) % 2 === 0 || floor % 2 === 0 ? floor : floor + 1;
}

/** Each input row is resized once and added to the outputs that see it; the windows only move forward. */
function resizeRows(
  image: RgbImage,
  across: Coefficients | undefined,
  left: number,
  rows: Coefficients,
  line: Uint8Array,
  cropped: Uint8Array,
): void {
  const size = rows.first.length;
  const end = (i: number) => rows.first[i] + rows.weights[i].length;
  // Sums reach 255 * 2^22 and a half: more than the sign bit leaves, less than 32 bits hold.
  const sums = new Uint32Array(cropped.length).fill(HALF);
  let done = 0;
  let open = 0;
  for (let y = rows.first[0]; y < end(size - 1); y++) {
    while (done < size && end(done) <= y) {
      done++;
    }
    while (open < size && rows.first[open] <= y) {
      open++;
    }
    horizontal(image, y, across, left, line);
    for (let out = done; out < open; out++) {
      const weight = rows.weights[out][y - rows.first[out]];
      const at = out * line.length;
      for (let i = 0; i < line.length; i++) {
        sums[at + i] += weight * line[i];
      }
    }
  }
  for (let i = 0; i < sums.length; i++) {
    cropped[i] = toByte(sums[i]);
  }
}

/** Fills `line` with row `y`: resized, or just cut out where the width stays. */
function horizontal(image: RgbImage, y: number, across: Coefficients | undefined, left: number, line: Uint8Array) {
  const { data, width } = image;
  const row = RGBA * y * width;
  if (across === undefined) {
    for (let i = 0, at = row + RGBA * left; i < line.length; i += CHANNELS, at += RGBA) {
      line[i] = data[at];
      line[i + 1] = data[at + 1];
      line[i + 2] = data[at + 2];
    }
    return;
  }
  for (let x = 0; x < across.first.length; x++) {
    const weights = across.weights[x];
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (let k = 0, at = row + RGBA * across.first[x]; k < weights.length; k++, at += RGBA) {
      const weight = weights[k];
      red += weight * data[at];
      green += weight * data[at + 1];
      blue += weight * data[at + 2];
    }
    line[CHANNELS * x] = toByte(red);
    line[CHANNELS * x + 1] = toByte(green);
    line[CHANNELS * x + 2] = toByte(blue);
  }
}
