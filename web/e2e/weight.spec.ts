import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Response, test } from "@playwright/test";
import { freePort, healthy, Running, requireBuild, scratch } from "./support/processes";
import { watchForTrouble } from "./support/trouble";

const MAX_BYTES = 1_500_000;

let web: number;
let coordinator: Running | undefined;

test.beforeAll(async () => {
  requireBuild();
  web = await freePort();
  coordinator = new Running(
    scratch(),
    ...["coordinator", "--listen", `127.0.0.1:${await freePort()}`, "--web-port", String(web), "--min-clients", "2"],
  );
  await healthy(web, coordinator);
});

test.afterAll(() => coordinator?.kill("SIGKILL"));

for (const path of ["/", "/join", "/runs"]) {
  test(`${path} loads without a complaint, legibly, from its own origin alone, in less than 1.5 MB before the model`, async ({
    page,
  }) => {
    const trouble = watchForTrouble(page, web);
    const responses: Response[] = [];
    page.context().on("response", (response) => responses.push(response)); // the service worker's, too
    await page.goto(`http://127.0.0.1:${web}${path}`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready; // it has fetched whatever it keeps
    });
    let bytes = 0;
    for (const response of responses) {
      const url = new URL(response.url());
      if (url.pathname.startsWith("/api/") || url.pathname.startsWith("/headwater.v1.")) continue;
      expect(response.status(), url.href).toBeLessThan(400);
      if (response.fromServiceWorker()) continue; // counted when the worker fetched it
      bytes += (await response.request().sizes()).responseBodySize;
    }
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours on their way from one scheme to the other are nobody's to read.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    console.log(`${path}: ${(bytes / 1e6).toFixed(2)} MB`);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(MAX_BYTES);
    expect(trouble).toEqual([]);
  });
}
