import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { scratch } from "./support/processes";
import { watchForTrouble } from "./support/trouble";

/** A page with its styles and scripts, and with its pictures, before anybody searches. */
const MAX_PAGE = 250_000;
/** With all its pictures, which load as they come into view. */
const MAX_PAGE_WITH_PICTURES = 2_000_000;
const MAX_SITE = 5_000_000;

const PHONE = { width: 390, height: 844 };
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

let folder: string;
let server: Server;
let port: number;

/** A server of files that knows nothing of the site. */
function serve(): Server {
  return createServer((request, response) => {
    const file = join(folder, new URL(request.url ?? "/", "http://localhost").pathname);
    const found = existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  }).listen(0, "127.0.0.1");
}

test.beforeAll(async () => {
  folder = join(scratch(), "site");
  const web = resolve(import.meta.dirname, "..");
  execFileSync("npm", ["run", "--silent", "docs", "--", "--outDir", folder], { cwd: web, stdio: "inherit" });
  server = serve();
  await new Promise((listening) => server.once("listening", listening));
  port = (server.address() as AddressInfo).port;
});

test.afterAll(() => server?.close());

/** All files of the site: their sizes by their paths. */
function files(): Map<string, number> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(folder.length + 1), statSync(file).size];
    }),
  );
}

async function expectLegible(page: Page): Promise<void> {
  // What follows the size of the window has followed.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

async function search(page: Page, words: string): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type(words);
}

for (const path of ["index", "tutorial", "classroom", "reference/metrics", "reference/commands"]) {
  test(`the page ${path} is legible, dark and on a phone too, and asks nobody else`, async ({ page }) => {
    const trouble = watchForTrouble(page, port);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`http://127.0.0.1:${port}/${path}.html`);
    await expectLegible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize(PHONE);
    await expectLegible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(trouble).toEqual([]);
  });
}

test("the search finds the noise multiplier and leads to its section", async ({ page }) => {
  const trouble = watchForTrouble(page, port);
  await page.goto(`http://127.0.0.1:${port}/tutorial.html`);
  await search(page, "noise multiplier");
  const privacy = page.locator(".results a", { hasText: "Privacy" }).first();
  await expect(privacy).toBeVisible();
  await expectLegible(page);
  await privacy.click();
  await expect(page).toHaveURL(/\/(privacy|readme)\.html#/);
  await expect(page.locator("main")).toContainText("noise-multiplier");
  expect(trouble).toEqual([]);
});

test("the search takes keys alone, forgives a slip, and says when it finds nothing", async ({ page }) => {
  await page.goto(`http://127.0.0.1:${port}/decisions/0016-spark.html`);
  await search(page, "diferential privacy");
  await expect(page.locator(".results a").first()).toBeVisible();
  await page.locator("#query").fill("--adaptive-clipping");
  await expect(page.locator(".results")).toContainText("adaptive-clipping");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/spark/);
  await search(page, "zzzz qqqq");
  await expect(page.locator(".results")).toHaveText("Nothing found.");
  await page.keyboard.press("Escape");
  await expect(page.locator(".results")).toBeHidden();
});

test("the site works from a disk without a network", async ({ page, context }) => {
  await context.setOffline(true);
  await page.goto(`file://${folder}/index.html`);
  await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "Metrics", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Metrics", exact: true })).toBeVisible();
  await search(page, "krum");
  await page.locator(".results a").first().click();
  await expect(page.locator("main")).toContainText("krum");
});

test("pages can be read without JavaScript", async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`http://127.0.0.1:${port}/sweeps.html`);
  await expect(page.locator("form.search")).toBeHidden();
  await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "Privacy", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Privacy", exact: true })).toBeVisible();
  await page.context().close();
});

test("the site and each of its pages are small", async ({ page }) => {
  const sizes = files();
  const common = (sizes.get("assets/site.css") as number) + (sizes.get("assets/site.js") as number);
  const pages = [...sizes].filter(([file]) => file.endsWith(".html"));
  expect(pages.length).toBeGreaterThan(40);
  for (const [file, size] of pages) {
    expect(size + common, file).toBeLessThan(MAX_PAGE);
  }
  for (const file of ["browser.html", "classroom.html"]) {
    await page.goto(`http://127.0.0.1:${port}/${file}`);
    const pictures = await page.evaluate(() =>
      [...document.images].map((image) => new URL(image.src).pathname.slice(1)),
    );
    expect(pictures.length).toBeGreaterThan(8);
    const all = pictures.reduce((sum, picture) => sum + (sizes.get(picture) as number), 0);
    expect(all + common + (sizes.get(file) as number), file).toBeLessThan(MAX_PAGE_WITH_PICTURES);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`${pages.length} pages, ${(total / 1e6).toFixed(2)} MB`);
  expect(total).toBeLessThan(MAX_SITE);
});
