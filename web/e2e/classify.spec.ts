import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { freePort, healthy, Running, requireBuild, scratch, shared } from "./support/processes";
import { watchForTrouble } from "./support/trouble";

const SHARED = shared();

/** The acceptable labels of every photograph. */
function expected(folder: string): { photo: string; labels: string[] }[] {
  const names = readFileSync(join(folder, "models", "imagenet_classes.txt"), "utf8")
    .trim()
    .split("\n");
  const rows = readFileSync(join(folder, "photos", "labels.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return rows.map((row) => {
    const [photo, acceptable] = row.split(",");
    return {
      photo: join(folder, "photos", `${photo}.jpg`),
      labels: acceptable.split(";").map((index) => names[Number(index)]),
    };
  });
}

async function topLabel(page: Page, photo: string): Promise<string> {
  await page.getByTestId("file-input").setInputFiles(photo);
  const result = page.locator(`[data-testid=result][data-name="${photo.slice(photo.lastIndexOf("/") + 1)}"]`).first();
  await expect(result).toHaveAttribute("data-label", /./);
  return (await result.getAttribute("data-label")) ?? "";
}

test.skip(SHARED === undefined, "NO PHOTOGRAPHS: HEADWATER_SHARED is absent, the page's labels were not checked");

test("the eight photographs get their labels, online and after the coordinator is gone", async ({ page }) => {
  requireBuild();
  const folder = SHARED as string;
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    scratch(),
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "2"],
    ...["--backbone", join(folder, "models", "mobilenet_v2_1.0_224.safetensors"), "--image-size", "225"],
    ...["--pretrained-labels", join(folder, "models", "imagenet_classes.txt")],
  );
  try {
    await healthy(web, coordinator);
    const trouble = watchForTrouble(page, web);
    await page.goto(`http://127.0.0.1:${web}/`);
    for (const { photo, labels } of expected(folder)) {
      expect(labels, photo).toContain(await topLabel(page, photo));
    }
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    expect(trouble).toEqual([]);

    await coordinator.kill();
    await page.reload();
    for (const { photo, labels } of expected(folder)) {
      expect(labels, `offline: ${photo}`).toContain(await topLabel(page, photo));
    }
  } finally {
    await coordinator.kill("SIGKILL");
  }
});
