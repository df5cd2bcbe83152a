import { describe, expect, it } from "vitest";
import { mobileNetV2Width, preprocessingOf } from "../../src/vision/backbone/metadata";
import { featureLength, mobileNetV2 } from "../../src/vision/backbone/mobileNetV2";
import { readSafetensors } from "../../src/vision/backbone/safetensors";
import { VisionEngine } from "../../src/vision/engine";
import { bufferOf, EMBEDDED } from "./shared";

/** A file with the header as given and so many bytes of data. */
function file(header: unknown, bytes: number): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + bytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  return out.buffer;
}

const F32 = (shape: unknown, begin: number, end: number) => ({ dtype: "F32", shape, data_offsets: [begin, end] });

describe("readSafetensors", () => {
  it("reads tensors and texts, aligned or not", () => {
    for (const padding of ["", " ", "  ", "   "]) {
      const text = JSON.stringify({ __metadata__: { a: "b" }, w: F32([2], 0, 8), s: F32([], 8, 12) }) + padding;
      const buffer = file(text, 12);
      new DataView(buffer).setFloat32(8 + text.length + 4, 1.5, true);
      const { metadata, tensors } = readSafetensors(buffer);
      expect(metadata).toEqual({ a: "b" });
      expect(tensors.get("w")).toEqual({ shape: [2], data: Float32Array.of(0, 1.5) });
      expect(tensors.get("s")!.data).toHaveLength(1);
    }
  });

  it("leaves PyTorch's counters out, wherever they lie", () => {
    const counter = { dtype: "I64", shape: [], data_offsets: [0, 8] };
    const { tensors } = readSafetensors(file({ "features.0.1.num_batches_tracked": counter, w: F32([1], 8, 12) }, 12));
    expect([...tensors.keys()]).toEqual(["w"]);
  });

  it.each([
    ["3 bytes", new ArrayBuffer(3)],
    ["a header of 0 bytes", new ArrayBuffer(8)],
    ["ends inside its header", file({ w: F32([1], 0, 4) }, 4).slice(0, 20)],
    ["not valid JSON", file("{]", 0)],
    ["not a JSON object", file("[]", 0)],
    ["__metadata__ a is 1", file({ __metadata__: { a: 1 } }, 0)],
    ["dtype F16", file({ w: { dtype: "F16", shape: [1], data_offsets: [0, 2] } }, 2)],
    ["shape [-1]", file({ w: F32([-1], 0, 4) }, 4)],
    ["has 4 bytes (expected: 8", file({ w: F32([2], 0, 4) }, 4)],
    ["ends at byte 8 of the data, which has 4", file({ w: F32([2], 0, 8) }, 4)],
    ["overlaps", file({ a: F32([1], 0, 4), b: F32([1], 0, 4) }, 4)],
    ["4 unused bytes before tensor b", file({ a: F32([1], 0, 4), b: F32([1], 8, 12) }, 12)],
    ["1 bytes after a, the last tensor", file({ a: F32([1], 0, 4) }, 5)],
    ["data_offsets [4,0]", file({ w: F32([1], 4, 0) }, 4)],
  ])("says %s", (sentence, buffer) => {
    expect(() => readSafetensors(buffer)).toThrow(sentence);
    expect(() => readSafetensors(buffer)).toThrow(/\(expected: .+\)$/);
  });
});

describe("metadata", () => {
  const texts = { arch: "mobilenet_v2", width: "0.5", image_size: "64", mean: "0.5,0.5,0.5", std: "0.1,0.5,0.5" };

  it("gives width and preprocessing in float32", () => {
    expect(mobileNetV2Width(texts)).toBe(0.5);
    expect(preprocessingOf(texts)).toEqual({ imageSize: 64, mean: [0.5, 0.5, 0.5], std: [Math.fround(0.1), 0.5, 0.5] });
    expect(preprocessingOf({})).toBeUndefined();
  });

  it("refuses another network, other numbers, other interpolation", () => {
    expect(() => mobileNetV2Width({ ...texts, arch: "resnet" })).toThrow("arch is resnet");
    expect(() => mobileNetV2Width({ ...texts, width: "9" })).toThrow("width is 9");
    expect(() => mobileNetV2Width({ ...texts, bn_eps: "1e-3" })).toThrow("bn_eps is 1e-3");
    expect(() => preprocessingOf({ ...texts, interpolation: "bicubic" })).toThrow("interpolation is bicubic");
    expect(() => preprocessingOf({ ...texts, mean: "1,2" })).toThrow("2 means");
    expect(() => preprocessingOf({ ...texts, std: "1,x,1" })).toThrow("metadata std is x");
    expect(() => preprocessingOf({ ...texts, image_size: "7" })).toThrow("image size: 7");
  });
});

describe("mobileNetV2", () => {
  it("has 17 blocks between stem and last layer, and never fewer than 1280 features", () => {
    expect(mobileNetV2(1)).toHaveLength(19);
    expect(mobileNetV2(0.35).map(({ layers }) => layers[layers.length - 1].out)).toEqual([
      16, 8, 8, 8, 16, 16, 16, 24, 24, 24, 24, 32, 32, 32, 56, 56, 56, 112, 1280,
    ]);
    expect(featureLength(mobileNetV2(1.4))).toBe(1792);
  });
});

describe("VisionEngine", () => {
  it("names what a file lacks", async () => {
    const header = { __metadata__: { arch: "mobilenet_v2", width: "1.0" }, "features.9": F32([1], 0, 4) };
    await expect(VisionEngine.open(file(header, 4), { backend: "cpu" })).rejects.toThrow(
      /260 tensors missing: features.0.0.weight, .*1 tensors unknown: features.9 \(expected: the 260 tensors/,
    );
  });

  it("refuses a truncated download", async () => {
    const whole = bufferOf(EMBEDDED);
    await expect(VisionEngine.open(whole.slice(0, whole.byteLength - 1000))).rejects.toThrow("download it again");
  });
});
