import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodePng } from "../../src/vision/image/png";
import { preprocess, resizeAndCrop } from "../../src/vision/image/preprocess";

/** The vectors that Java's Preprocessor is tested with, too; vision/src/test/golden/preprocess.py wrote them. */
const folder = new URL("../../../vision/src/test/resources/golden/preprocess/", import.meta.url);
const rows = (name: string) =>
  readFileSync(new URL(name, folder), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("preprocess", () => {
  const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  for (const [file, size, crop, tensor] of rows("preprocess.csv").filter(([name]) => name.endsWith(".png"))) {
    it(`of ${file} at ${size} has Java's bits`, async () => {
      const image = await decodePng(readFileSync(new URL(file, folder)));
      const side = Number(size);
      expect(sha256(resizeAndCrop(image, side))).toBe(crop);
      const pixels = preprocess(image, { imageSize: side, ...imagenet });
      const planes = new Float32Array(pixels.length);
      pixels.forEach((v, i) => {
        planes[(i % 3) * side * side + Math.trunc(i / 3)] = v;
      });
      expect(sha256(new Uint8Array(planes.buffer))).toBe(tensor);
    });
  }
});

describe("decodePng", () => {
  for (const [file, width, height, digest] of rows("decode.csv").filter(([name]) => name.endsWith(".png"))) {
    it(`reads ${file} as Java does`, async () => {
      const image = await decodePng(readFileSync(new URL(file, folder)));
      expect(`${image.width}x${image.height}`).toBe(`${width}x${height}`);
      expect(sha256(image.data.filter((_: number, i: number) => i % 4 !== 3) as unknown as Uint8Array)).toBe(digest);
    });
  }
});
