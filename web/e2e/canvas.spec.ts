import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { SHARED, Site } from "./vision/site";
import "./vision/page";

/** Where Java's DecodedPhotos wrote NAME.WIDTHxHEIGHT.rgb; docs/browser.md says how. */
const DECODED = process.env.DECODED ?? "";
const MODEL = "mobilenet_v2_1.0_224";
const SIZE = 225;

// A measurement for docs/browser.md, run by hand: what the canvas changes of a photograph, its features and its class.
test("canvas against ImageIO", async ({ page }) => {
  test.skip(DECODED === "" || SHARED === undefined, "set DECODED to a folder of Java's DecodedPhotos");
  const site = await Site.start(DECODED);
  try {
    await page.goto(site.url);
    await page.evaluate((model) => vision.open(model, "wasm"), `/shared/models/${MODEL}.safetensors`);
    for (const file of readdirSync(DECODED).sort()) {
      const [name, extension, size] = file.split(".");
      const [width, height] = size.split("x").map(Number);
      const url = `/shared/photos/${name}.${extension}`;
      const decoded = await page.evaluate((u) => vision.decode(u), url);
      expect([decoded.width, decoded.height]).toEqual([width, height]);
      const pixels = await page.evaluate(([u, r]) => vision.compare(u, r), [url, `/extra/${file}`]);
      const rgb = `/extra/${file}`;
      await page.evaluate(
        ([r, w, h]) => vision.raw(r as string, r as string, w as number, h as number),
        [rgb, width, height],
      );
      const canvas = await page.evaluate(([u, s]) => vision.features(u as string, s as number), [url, SIZE]);
      const java = await page.evaluate(([u, s]) => vision.features(u as string, s as number), [rgb, SIZE]);
      await page.evaluate(([u, s]) => vision.canvasResized(u as string, s as number), [url, SIZE]);
      const resized = await page.evaluate(([u, s]) => vision.features(`${u}#canvas`, s as number), [url, SIZE]);
      console.info(
        `| ${name} | ${width} x ${height} | ${pixels.largest} / ${pixels.mean.toFixed(4)} | ${against(java, canvas)} | ${against(java, resized)} |`,
      );
    }
  } finally {
    site.stop();
  }
});

interface Outcome {
  features: number[];
  logits: number[];
}

/** Largest difference of a feature, of the winner's probability, and whether the winner stays. */
function against(java: Outcome, other: Outcome): string {
  const feature = Math.max(...java.features.map((v, i) => Math.abs(v - other.features[i])));
  const top = (logits: number[]) => logits.indexOf(Math.max(...logits));
  const [a, b] = [top(java.logits), top(other.logits)];
  const probability = (logits: number[]) => Math.exp(logits[a]) / logits.reduce((sum, v) => sum + Math.exp(v), 0);
  const change = Math.abs(probability(java.logits) - probability(other.logits));
  return `${feature.toFixed(4)} | ${change.toFixed(4)}, ${a === b ? "same class" : `class ${a} becomes ${b}`}`;
}
