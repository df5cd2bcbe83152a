import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { VisionEngine } from "../../src/vision/engine";
import { bufferOf, photo, shared, WASM_PATH } from "./shared";

interface Expected {
  pooled_first8?: number[];
  pooled_sum?: number;
  logits_first8?: number[];
  logit_sum?: number;
}

const TOLERANCE = 1e-3;
const CASES = [
  ["wasm", "headwater_mobilenet_v2_0.50_64_b", 64],
  ["wasm", "mobilenet_v2_0.35_128_backbone", 97],
  ["wasm", "mobilenet_v2_0.35_224_backbone", 225],
  ["wasm", "mobilenet_v2_1.0_224", 97],
  ["wasm", "mobilenet_v2_1.0_224", 225],
  ["cpu", "headwater_mobilenet_v2_0.50_64_b", 64],
  ["cpu", "mobilenet_v2_0.35_224_backbone", 97],
] as const;

/** Real weights on real photographs against PyTorch's torchvision; the expected numbers come with the photographs. */
describe.skipIf(shared === undefined)("features of photographs agree with torchvision", () => {
  const golden: Record<string, Record<string, Expected>> = shared
    ? JSON.parse(readFileSync(resolve(shared, "photos/golden.json"), "utf8"))
    : {};
  for (const [backend, model, size] of CASES) {
    it(`${model} at ${size} on ${backend}`, async () => {
      const engine = await VisionEngine.open(bufferOf(resolve(shared!, `models/${model}.safetensors`)), {
        backend,
        wasmPath: WASM_PATH,
      });
      const names = Object.keys(golden).filter((name) => name.endsWith(`_${size}.png`));
      expect(names).toHaveLength(8);
      let largest = 0;
      for (const name of names.slice(0, backend === "cpu" ? 2 : 8)) {
        const features = await engine.features(await photo(name), { ...engine.preprocessing!, imageSize: size });
        const expected = golden[name][model];
        const values = engine.pretrained ? logits(features, engine.pretrained.parameters) : features;
        const first = (expected.pooled_first8 ?? expected.logits_first8)!;
        first.forEach((v, i) => {
          largest = Math.max(largest, Math.abs(values[i] - v));
        });
        const sum = values.reduce((a, v) => a + v, 0);
        if (expected.pooled_sum !== undefined) {
          expect(Math.abs(sum / expected.pooled_sum - 1)).toBeLessThan(TOLERANCE);
        } else {
          expect(Math.abs(sum - expected.logit_sum!)).toBeLessThan(10 * TOLERANCE);
        }
      }
      engine.close();
      console.info(`${model} at ${size} on ${backend}: largest difference ${largest.toExponential(1)}`);
      expect(largest).toBeLessThan(TOLERANCE);
    });
  }
});

function logits(features: Float32Array, parameters: Float32Array): Float32Array {
  const classes = parameters.length / (features.length + 1);
  return Float32Array.from({ length: classes }, (_, c) => {
    let sum = parameters[classes * features.length + c];
    for (let i = 0; i < features.length; i++) {
      sum += features[i] * parameters[c * features.length + i];
    }
    return sum;
  });
}
