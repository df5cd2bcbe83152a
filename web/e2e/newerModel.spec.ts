import { expect, test } from "@playwright/test";
import { LABELS, Stage } from "./support/stage";

test("the page that classifies shows the newest round's head, and says when a newer one has come", async ({ page }) => {
  test.setTimeout(60_000);
  const stage = await Stage.open();
  try {
    // One node makes a round: nothing moves while it is gone.
    const alone = ["--min-clients", "1", "--quorum", "1", "--rounds", "100000", "--labels", LABELS];
    await stage.coordinate("--out", stage.out, ...alone);
    const node = stage.node("client-000");
    await expect.poll(() => stage.rounds()).toBeGreaterThan(0);
    await node.kill("SIGKILL");

    await page.goto(stage.url("/"));
    await page.getByTestId("file-input").setInputFiles(stage.picture("client-000"));
    const result = page.getByTestId("result");
    await expect(result).toHaveAttribute("data-label", new RegExp(LABELS.replaceAll(",", "|")));
    const model = page.getByTestId("model-choice");
    await expect(model).toHaveText(/^Run \S+, round \d+$/);
    const before = stage.rounds();
    await expect(model).toContainText(`round ${before}`);
    await expect(result).toContainText(`round ${before}`);

    stage.node("client-000");
    await expect.poll(() => stage.rounds()).toBeGreaterThan(before);
    await page.evaluate(() => dispatchEvent(new Event("online"))); // it would look by itself, within ten seconds
    await expect(page.getByText(/The model changed: now round \d+ of run/)).toContainText(`(it was round ${before})`);
    await expect(model).not.toContainText(new RegExp(`round ${before}$`));
    await expect(result).not.toContainText(new RegExp(`round ${before}$`));
  } finally {
    await stage.close();
  }
});
