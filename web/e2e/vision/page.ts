import type { BackendName } from "../../src/vision/backends/backends";
import { VisionEngine } from "../../src/vision/engine";
import { decodePicture, type RgbImage } from "../../src/vision/image/decode";
import { type GoldenVision, imageOf } from "../../test/vision/golden";

/** What tests call in the page: the production modules, under the production Content-Security-Policy. */
const calls = {
  engine: undefined as VisionEngine | undefined,
  chosen: [] as string[],
  images: new Map<string, RgbImage>(),
  /** Whether every graphics context is lost as soon as it is there. */
  relentless: false,

  async open(model: string, backend?: BackendName): Promise<string> {
    calls.engine?.close();
    calls.chosen = [];
    const file = await (await fetch(model)).arrayBuffer();
    const onBackend = (name: string, reason: string) => {
      calls.chosen.push(`${name}: ${reason}`);
      if (name === "webgl" && calls.relentless) {
        calls.loseContext();
      }
    };
    calls.engine = await VisionEngine.open(file, backend ? { backend, onBackend } : { onBackend });
    return calls.engine.backend;
  },

  async loadGolden(url: string): Promise<void> {
    const golden: GoldenVision = await (await fetch(url)).json();
    for (const picture of golden.pictures) {
      calls.images.set(picture.name, imageOf(picture));
    }
  },

  /** Decodes a file of the site under the key of its address; gives the size, the SHA-256 of its RGB bytes, or the refusal. */
  async decode(url: string): Promise<{ width: number; height: number; sha256: string; error?: string; ms: number }> {
    const blob = await (await fetch(url)).blob();
    const start = performance.now();
    try {
      const image = await decodePicture(new File([blob], url.slice(url.lastIndexOf("/") + 1)));
      const ms = performance.now() - start;
      calls.images.set(url, image);
      const digest = await crypto.subtle.digest("SHA-256", rgbOf(image));
      const sha256 = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
      return { width: image.width, height: image.height, sha256, ms };
    } catch (e) {
      return { width: 0, height: 0, sha256: "", error: String(e), ms: 0 };
    }
  },

  /** The first pixel of a base64 file, or the refusal. */
  async firstPixel(base64: string, name: string): Promise<number[] | string> {
    try {
      const image = await decodePicture(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return [...image.data.subarray(0, 3)];
    } catch (e) {
      return String(e);
    }
  },

  /** How the pixels of a decoded picture differ from raw RGB bytes of the site. */
  async compare(url: string, rgbUrl: string): Promise<{ largest: number; mean: number; share: number }> {
    const ours = rgbOf(calls.images.get(url)!);
    const theirs = new Uint8Array(await (await fetch(rgbUrl)).arrayBuffer());
    let largest = 0;
    let sum = 0;
    let differing = 0;
    theirs.forEach((v, i) => {
      const difference = Math.abs(v - ours[i]);
      largest = Math.max(largest, difference);
      sum += difference;
      differing += difference === 0 ? 0 : 1;
    });
    return { largest, mean: sum / theirs.length, share: differing / theirs.length };
  },

  /** Keeps raw RGB bytes of the site as a picture. */
  async raw(key: string, rgbUrl: string, width: number, height: number): Promise<void> {
    const rgb = new Uint8Array(await (await fetch(rgbUrl)).arrayBuffer());
    const data = new Uint8ClampedArray(4 * width * height);
    for (let i = 0; i < width * height; i++) {
      data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    }
    calls.images.set(key, { width, height, data });
  },

  /** What a page would get that let the canvas resize: kept under the address and "#canvas". */
  async canvasResized(url: string, size: number): Promise<void> {
    const bitmap = await createImageBitmap(await (await fetch(url)).blob(), { colorSpaceConversion: "none" });
    const context = new OffscreenCanvas(size, size).getContext("2d") as OffscreenCanvasRenderingContext2D;
    const scale = size / Math.min(bitmap.width, bitmap.height);
    const [w, h] = [bitmap.width * scale, bitmap.height * scale];
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, Math.round((size - w) / 2), Math.round((size - h) / 2), w, h);
    calls.images.set(`${url}#canvas`, { width: size, height: size, data: context.getImageData(0, 0, size, size).data });
  },

  async features(key: string, imageSize?: number): Promise<{ features: number[]; logits: number[]; ms: number }> {
    const engine = calls.engine!;
    const p = engine.preprocessing!;
    const start = performance.now();
    const features = await engine.features(calls.images.get(key)!, { ...p, imageSize: imageSize ?? p.imageSize });
    const ms = performance.now() - start;
    return { features: [...features], logits: logitsOf(engine, features), ms };
  },

  /** Milliseconds to decode a JPEG of that size, and from its pixels to features. */
  async large(width: number, height: number): Promise<[number, number]> {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    for (let i = 0; i < 2000; i++) {
      context.fillStyle = `hsl(${(i * 67) % 360} 60% ${(i * 31) % 100}%)`;
      context.fillRect((i * 7919) % width, (i * 104729) % height, 400, 300);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    const start = performance.now();
    calls.images.set("large", await decodePicture(blob));
    const decoded = performance.now();
    await calls.features("large");
    return [decoded - start, performance.now() - decoded];
  },

  async repeat(key: string, times: number): Promise<{ tensors: number; bytes: number }> {
    for (let i = 0; i < times; i++) {
      await calls.features(key);
    }
    return calls.engine!.memory();
  },

  loseContext(): void {
    calls.engine!.graphics!.getExtension("WEBGL_lose_context")!.loseContext();
  },
};

function rgbOf({ data }: RgbImage): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    rgb[to++] = data[from];
    rgb[to++] = data[from + 1];
    rgb[to++] = data[from + 2];
  }
  return rgb;
}

function logitsOf({ pretrained }: VisionEngine, features: Float32Array): number[] {
  const { classes, parameters } = pretrained ?? { classes: 0, parameters: features };
  return Array.from({ length: classes }, (_, c) =>
    features.reduce(
      (sum, x, i) => sum + x * parameters[c * features.length + i],
      parameters[classes * features.length + c],
    ),
  );
}

declare global {
  var vision: VisionPage;
}
export type VisionPage = typeof calls;
globalThis.vision = calls;
