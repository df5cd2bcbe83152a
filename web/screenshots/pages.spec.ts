import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { freePort, headwater, healthy, ROOT, Running, requireBuild, scratch } from "../e2e/support/processes";

const IMAGES = join(ROOT, "docs", "images");
const LABELS = "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree";
const NODES = ["client-000", "client-001", "client-002", "client-003"];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** One picture each of a page: on a desk, on a phone, in the dark. */
async function pictures(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const [suffix, size, scheme] of [
    ["", DESKTOP, "light"],
    ["-dark", DESKTOP, "dark"],
    ["-phone", PHONE, "light"],
  ] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.evaluate((phone) => {
      window.scrollTo(0, 0);
      // On a phone what happens is below what was chosen.
      if (phone) document.querySelector(".training:not([hidden])")?.scrollIntoView();
    }, size === PHONE);
    await page.screenshot({ path: join(IMAGES, `browser-${name}${suffix}.png`), animations: "disabled" });
  }
  await page.setViewportSize(DESKTOP);
}

/** A tab that computes slowly enough to be looked at. */
async function slowed(context: BrowserContext, page: Page, rate: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** The phones side by side, for the README. */
async function together(page: Page, names: readonly string[]): Promise<void> {
  const gap = 24;
  await page.setViewportSize({ width: names.length * (PHONE.width + gap) + gap, height: PHONE.height + 2 * gap });
  const shots = names.map((name) => readFileSync(join(IMAGES, `browser-${name}-phone.png`)).toString("base64"));
  await page.setContent(
    `<body style="margin:0;padding:${gap}px;display:flex;gap:${gap}px;background:#dfe7e4">${shots
      .map((shot) => `<img style="border-radius:18px;box-shadow:0 2px 12px #0003" src="data:image/png;base64,${shot}">`)
      .join("")}</body>`,
  );
  await page.screenshot({ path: join(IMAGES, "browser.png") });
}

/** The pictures of docs/, of a real run with four nodes and a tab; `npm run screenshots` takes them again. */
test("pages", async ({ browser }) => {
  requireBuild();
  const folder = scratch();
  headwater(
    folder,
    ...["partition", "--data", "demo:users=60,pictures=20,test=200", "--clients", "5", "--partition", "iid"],
    ...["--export", "shares"],
  );
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...[
      "coordinator",
      "--listen",
      `127.0.0.1:${grpc}`,
      "--web-port",
      String(web),
      "--min-clients",
      "5",
      "--quorum",
      "4",
    ],
    ...["--rounds", "60", "--secure-aggregation", "--labels", LABELS, "--test-data", "shares/test", "--keep-serving"],
  );
  await healthy(web, coordinator);
  const nodes = NODES.map(
    (name) =>
      new Running(
        folder,
        ...["client", "--coordinator", `127.0.0.1:${grpc}`, "--data", join("shares", name), "--name", name],
      ),
  );
  try {
    const context = await browser.newContext({ viewport: DESKTOP });
    const take = await context.newPage();
    await take.goto(`http://127.0.0.1:${web}/join`);
    await take.getByTestId("folder-input").setInputFiles(join(folder, "shares", "client-004"));
    await take.getByTestId("name").fill("ana-in-a-tab");
    await expect(take.getByTestId("join")).toBeEnabled();
    await pictures(take, "classes");
    await slowed(context, take, 4);
    await take.getByTestId("join").click();
    const watch = await (await browser.newContext({ viewport: DESKTOP })).newPage();
    await watch.goto(`http://127.0.0.1:${web}/runs`);
    await expect(take.getByTestId("rounds").locator("tr[data-round]").nth(12)).toBeVisible();
    await pictures(take, "join");
    await pictures(watch, "watch");
    await expect(take.getByTestId("state")).toHaveAttribute("data-phase", "finished", { timeout: 200_000 });
    const classify = await (await browser.newContext({ viewport: DESKTOP })).newPage();
    await classify.goto(`http://127.0.0.1:${web}/`);
    const tests = join(folder, "shares", "test");
    const chosen = ["mushroom", "house", "butterfly"].map((label) =>
      join(tests, label, readdirSync(join(tests, label)).sort()[1]),
    );
    await classify.getByTestId("file-input").setInputFiles(chosen);
    await expect(classify.locator("[data-testid=result][data-label]")).toHaveCount(3);
    await pictures(classify, "classify");
    await together(await classify.context().newPage(), ["classify", "join", "watch"]);
  } finally {
    await coordinator.kill("SIGKILL");
    for (const node of nodes) await node.kill("SIGKILL");
  }
});
