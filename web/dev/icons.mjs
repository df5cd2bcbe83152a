// Draws the PNG icons from public/icons/icon.svg with Chromium: node dev/icons.mjs (CHROMIUM names another program).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const icons = join(import.meta.dirname, "..", "public", "icons");
const drawing = readFileSync(join(icons, "icon.svg"), "utf8");
// A mask may cut away all but the middle 80 %: the colour goes to the edge.
const maskable = drawing.replace('rx="15"', "").replace("<g ", '<g transform="translate(6.4 6.4) scale(.8)" ');

const folder = mkdtempSync(join(tmpdir(), "icons-"));
for (const [name, svg, size] of [
  ["icon-192.png", drawing, 192],
  ["icon-512.png", drawing, 512],
  ["maskable-512.png", maskable, 512],
]) {
  const page = join(folder, "icon.html");
  writeFileSync(page, `<style>html,body{margin:0;background:none}svg{display:block;width:${size}px}</style>${svg}`);
  execFileSync(process.env.CHROMIUM ?? "/usr/bin/chromium", [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000"],
    `--user-data-dir=${join(folder, "profile")}`,
    `--window-size=${size},${size}`,
    `--screenshot=${join(icons, name)}`,
    `file://${page}`,
  ]);
}
rmSync(folder, { recursive: true });
