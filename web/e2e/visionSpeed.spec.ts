import { expect, test } from "@playwright/test";
import { SHARED, Site } from "./vision/site";
import "./vision/page";

const EMBEDDED =
  "/repo/vision/src/main/resources/dev/headwater/vision/backbone/headwater_mobilenet_v2_0.50_64.safetensors";
const FULL = "/shared/models/mobilenet_v2_1.0_224.safetensors";

// A measurement for docs/browser.md, run by hand with MEASURE=1: every backend on a fresh page, and large photographs.
test("time to features", async ({ browser }) => {
  test.skip(process.env.MEASURE !== "1" || SHARED === undefined, "set MEASURE=1");
  const site = await Site.start();
  try {
    for (const [model, size] of [
      [EMBEDDED, 64],
      [FULL, 225],
    ] as const) {
      for (const backend of ["wasm", "webgl", "cpu"] as const) {
        const page = await browser.newPage();
        await page.goto(site.url);
        await page.evaluate((url) => vision.decode(url), "/shared/photos/cat.jpg");
        const start = Date.now();
        await page.evaluate(([m, b]) => vision.open(m, b as "wasm"), [model, backend]);
        const opened = Date.now() - start;
        const times: number[] = [];
        for (let i = 0; i < 6; i++) {
          times.push((await page.evaluate((s) => vision.features("/shared/photos/cat.jpg", s), size)).ms);
        }
        const rest = times.slice(1).sort((a, b) => a - b);
        const name = model === FULL ? "1.0" : "0.5";
        console.info(
          `| ${name} at ${size} | ${backend} | ${opened} | ${times[0].toFixed(0)} | ${rest[2].toFixed(0)} |`,
        );
        await page.close();
      }
    }
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.evaluate((m) => vision.open(m, "wasm"), EMBEDDED);
    for (const [width, height] of [
      [4000, 3000],
      [8160, 6120],
    ]) {
      const [decode, features] = await page.evaluate(([w, h]) => vision.large(w, h), [width, height]);
      console.info(
        `${width} x ${height} JPEG: decoded in ${decode.toFixed(0)} ms, resized and to features in ${features.toFixed(0)} ms`,
      );
      expect(features).toBeGreaterThan(0);
    }
  } finally {
    site.stop();
  }
});
