import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VisionEngine } from "../../src/vision/engine";
import { preprocess, resizeAndCrop } from "../../src/vision/image/preprocess";
import { bytesOf, floatsOf, type GoldenVision, imageOf, largestDifference, logitsOf } from "./golden";
import { bufferOf, EMBEDDED, WASM_PATH } from "./shared";

const golden: GoldenVision = JSON.parse(
  readFileSync(new URL("../../../vision/src/test/resources/golden/web/vision.json", import.meta.url), "utf8"),
);

describe("drawn pictures are preprocessed to Java's bits", () => {
  for (const picture of golden.pictures) {
    for (const { imageSize, resized, middleRow } of picture.cases) {
      it(`${picture.name} at ${imageSize}`, () => {
        const image = imageOf(picture);
        expect(resizeAndCrop(image, imageSize)).toEqual(bytesOf(resized));
        const pixels = preprocess(image, { imageSize, mean: golden.mean, std: golden.std });
        const from = 3 * imageSize * (imageSize >> 1);
        expect(pixels.subarray(from, from + 3 * imageSize)).toEqual(floatsOf(middleRow));
      });
    }
  }
});

describe("features agree with Java's", () => {
  for (const backend of ["wasm", "cpu"] as const) {
    it(`on ${backend}`, async () => {
      const engine = await VisionEngine.open(bufferOf(EMBEDDED), { backend, wasmPath: WASM_PATH });
      expect(engine.backend).toBe(backend);
      expect(engine.pretrained).toBeUndefined();
      for (const { name, features, logits } of golden.features) {
        const image = imageOf(golden.pictures.find((picture) => picture.name === name)!);
        const actual = await engine.features(image, engine.preprocessing!);
        expect(actual).toHaveLength(engine.featureLength);
        expect(largestDifference(actual, floatsOf(features))).toBeLessThan(1e-3);
        expect(largestDifference(logitsOf(actual, golden.classes), floatsOf(logits))).toBeLessThan(1e-3);
      }
      engine.close();
      expect(engine.memory().tensors).toBe(0);
    });
  }
});

describe("engine", () => {
  it("holds no more after 500 pictures than after one", async () => {
    const engine = await VisionEngine.open(bufferOf(EMBEDDED), { backend: "wasm", wasmPath: WASM_PATH });
    const image = imageOf(golden.pictures[1]);
    const first = await engine.features(image, engine.preprocessing!);
    const before = engine.memory();
    for (let i = 1; i < 500; i++) {
      await engine.features(image, engine.preprocessing!);
    }
    expect(engine.memory()).toEqual(before);
    expect(await engine.features(image, engine.preprocessing!)).toEqual(first);
    engine.close();
  });

  it("answers calls that overlap in order", async () => {
    const engine = await VisionEngine.open(bufferOf(EMBEDDED), { backend: "wasm", wasmPath: WASM_PATH });
    const [a, b] = golden.pictures.map(imageOf);
    const alone = [await engine.features(a, engine.preprocessing!), await engine.features(b, engine.preprocessing!)];
    const together = await Promise.all([a, b].map((image) => engine.features(image, engine.preprocessing!)));
    expect(together).toEqual(alone);
    engine.close();
  });

  it("falls through to WebAssembly where there is no WebGL, and says why", async () => {
    const told: string[] = [];
    const engine = await VisionEngine.open(bufferOf(EMBEDDED), {
      wasmPath: WASM_PATH,
      onBackend: (name, reason) => told.push(`${name}: ${reason}`),
    });
    expect(engine.backend).toBe("wasm");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("wasm: WebGL");
    engine.close();
  });

  it("refuses use after it is closed", async () => {
    const engine = await VisionEngine.open(bufferOf(EMBEDDED), { backend: "wasm", wasmPath: WASM_PATH });
    engine.close();
    await expect(engine.features(imageOf(golden.pictures[0]), engine.preprocessing!)).rejects.toThrow("closed");
  });
});
