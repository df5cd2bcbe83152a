import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { freePort, headwater, healthy, ROOT, Running, requireBuild, scratch } from "../e2e/processes";

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
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(IMAGES, `browser-${name}${suffix}.png`), animations: "disabled" });
  }
  await page.setViewportSize(DESKTOP);
}

/** A tab that computes slowly enough to be looked at. */
async function slowed(context: BrowserContext, page: Page, rate: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** The pictures of docs/, of a real run with four nodes and a tab; `npm run screenshots` takes them again. */
test("pages", async ({ browser }) => {
  requireBuild();
  const folder = scratch();
  headwater(folder, "partition", "--data", "demo:users=5,pictures=40,test=200", "--export", "shares");
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
  } finally {
    await coordinator.kill("SIGKILL");
    for (const node of nodes) await node.kill("SIGKILL");
  }
});
