/**
 * How a picture becomes the backbone's input: resize the shorter side to `imageSize` (bilinear, antialiased), centre crop to a square,
 * scale to [0, 1], then `(x - mean) / std` per channel. Mirrors Java's `vision.image.Preprocessing`.
 */
export interface Preprocessing {
  /** Side of the square input, in pixels. */
  imageSize: number;
  /** Three channel means, red, green, blue, on the [0, 1] scale; float32 values. */
  mean: number[];
  /** Three channel deviations, all above 0; float32 values. */
  std: number[];
}

const MIN_SIZE = 8;
const MAX_SIZE = 1024;

/** The same preprocessing with float32 numbers; throws a sentence where Java's record would refuse it. */
export function checkedPreprocessing(p: Preprocessing): Preprocessing {
  if (!Number.isInteger(p.imageSize) || p.imageSize < MIN_SIZE || p.imageSize > MAX_SIZE) {
    throw new Error(`image size: ${p.imageSize} (expected: ${MIN_SIZE} to ${MAX_SIZE} pixels)`);
  }
  if (p.mean.length !== 3 || p.std.length !== 3) {
    throw new Error(
      `preprocessing: ${p.mean.length} means and ${p.std.length} deviations (expected: 3 and 3, for red, green and blue)`,
    );
  }
  const mean = p.mean.map(Math.fround);
  const std = p.std.map(Math.fround);
  for (let c = 0; c < 3; c++) {
    if (!Number.isFinite(mean[c]) || !Number.isFinite(std[c]) || std[c] <= 0) {
      throw new Error(
        `preprocessing: channel ${c} has mean ${mean[c]} and deviation ${std[c]} (expected: finite, deviation above 0)`,
      );
    }
  }
  return { imageSize: p.imageSize, mean, std };
}
