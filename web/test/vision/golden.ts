import type { RgbImage } from "../../src/vision/image/rgbImage";

/** vision/src/test/resources/golden/web/vision.json, as Java's GoldenWebVision writes it. */
export interface GoldenVision {
  mean: number[];
  std: number[];
  pictures: {
    name: string;
    width: number;
    height: number;
    rgb: string;
    cases: { imageSize: number; resized: string; middleRow: string }[];
  }[];
  classes: number;
  features: { name: string; features: string; logits: string }[];
}

/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Little-endian float32 of a base64 text. */
export function floatsOf(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64).buffer);
}

/** A picture of the file, with an alpha that must not matter. */
export function imageOf({ width, height, rgb }: GoldenVision["pictures"][number]): RgbImage {
  const bytes = bytesOf(rgb);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.set(bytes.subarray(3 * i, 3 * i + 3), 4 * i);
    data[4 * i + 3] = i % 256;
  }
  return { width, height, data };
}

/** The head that the Java generator made: weights by a multiplicative hash of their place, biases in eighths. */
export function logitsOf(features: Float32Array, classes: number): Float32Array {
  return Float32Array.from({ length: classes }, (_, c) => {
    let sum = c / 8;
    for (let f = 0; f < features.length; f++) {
      const hash = Math.imul(c * features.length + f, 0x9e3779b1) >>> 8;
      sum += Math.fround(hash / 16777216 - 0.5) * features[f];
    }
    return sum;
  });
}

/** Largest absolute difference. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    return Number.POSITIVE_INFINITY;
  }
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
}
