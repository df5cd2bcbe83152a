import { expect, test } from "@playwright/test";
import { requireBuild } from "./processes";
import { LABELS, Stage } from "./stage";

test("the page that classifies shows the newest round's head, and says when a newer one has come", async ({ page }) => {
  test.setTimeout(60_000);
  requireBuild();
  const stage = await Stage.open(2);
  try {
    // Two nodes make a round: it stands still when one of them is gone.
    const both = ["--min-clients", "2", "--quorum", "2", "--rounds", "100000", "--labels", LABELS];
    await stage.coordinate("--out", stage.out, ...both);
    stage.node("client-000");
    const second = stage.node("client-001");
    await expect.poll(() => stage.rounds()).toBeGreaterThan(0);
    await second.kill("SIGKILL");

    await page.goto(stage.url("/"));
    await page.getByTestId("file-input").setInputFiles(stage.picture("client-000"));
    const result = page.getByTestId("result");
    await expect(result).toHaveAttribute("data-label", new RegExp(LABELS.replaceAll(",", "|")));
    const model = page.getByTestId("model-choice");
    await expect(model).toHaveText(/^Run \S+, round \d+$/);
    const before = stage.rounds();
    await expect(model).toContainText(`round ${before}`);
    await expect(result).toContainText(`round ${before}`);

    stage.node("client-001");
    await expect.poll(() => stage.rounds()).toBeGreaterThan(before);
    await page.evaluate(() => dispatchEvent(new Event("online"))); // it would look by itself, within ten seconds
    await expect(page.getByText(/The model changed: now round \d+ of run/)).toContainText(`(it was round ${before})`);
    await expect(model).not.toContainText(new RegExp(`round ${before}$`));
    await expect(result).not.toContainText(new RegExp(`round ${before}$`));
  } finally {
    await stage.close();
  }
});
