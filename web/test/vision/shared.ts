import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { decodePng } from "../../src/vision/image/png";
import type { RgbImage } from "../../src/vision/image/rgbImage";

const root = resolve(import.meta.dirname, "../../..");

/** The shared folder of real data, beside the repository or where HEADWATER_SHARED says; undefined, and said aloud, where absent. */
export const shared: string | undefined = (() => {
  const folder = process.env.HEADWATER_SHARED ?? resolve(root, "../shared");
  if (existsSync(resolve(folder, "photos/golden.json"))) {
    return folder;
  }
  console.warn(`SKIPPED: ${folder} is absent, no test on real photographs (set HEADWATER_SHARED)`);
  return undefined;
})();

/** A file of the repository as the ArrayBuffer that a page would download. */
export function bufferOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(resolve(root, path))).buffer;
}

/** The folder of TensorFlow.js' binaries. */
export const WASM_PATH = `${resolve(root, "web/node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`;

/** Where the backbone lies that ships with Headwater. */
export const EMBEDDED =
  "vision/src/main/resources/dev/headwater/vision/backbone/headwater_mobilenet_v2_0.50_64.safetensors";

/** A photograph of the shared folder. */
export function photo(name: string): Promise<RgbImage> {
  return decodePng(readFileSync(resolve(shared!, "photos", name)));
}
