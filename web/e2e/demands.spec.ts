import { expect, type Page, test } from "@playwright/test";
import { acceptedAfter, LABELS, Stage, takePart } from "./support/stage";

const RUN = [
  "--backbone",
  "pixels",
  "--image-size",
  "8",
  "--rounds",
  "100000",
  "--local-epochs",
  "1",
  "--labels",
  LABELS,
];
const THREE = ["--min-clients", "3", "--quorum", "3", "--deadline", "10s"];

function open(page: Page): Promise<void> {
  return page.locator("summary", { hasText: "What you insist on" }).click();
}

/** Insists on masks, with what the page proposes beside them, and joins. */
async function insist(stage: Stage, page: Page): Promise<void> {
  await open(page);
  await page.getByTestId("secure-only").check();
  await takePart(page, "client-002", stage.share("client-002"));
}

test("a tab that insists on masks takes part in a masked run, leaves an open one, and remembers what it took part in", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const stage = await Stage.open();
  try {
    await stage.coordinate("--out", stage.out, ...RUN, ...THREE, "--secure-aggregation", "--min-survivors", "3");
    stage.node("client-000");
    stage.node("client-001");
    const page = await stage.visit(browser);
    await expect(page.getByTestId("min-survivors")).toHaveValue("3");
    await expect(page.getByTestId("colluders")).toHaveValue("1");
    await expect(page.getByTestId("account")).toContainText("No round so far.");
    await insist(stage, page);
    await acceptedAfter(page, 1);
    await expect(page.getByTestId("account")).toContainText(/\d+ rounds of 1 run: all masked\./);
    await page.getByTestId("leave").click();

    await page.getByTestId("colluders").fill("2");
    await expect(page.getByTestId("join-reason")).toContainText("expected: a whole number, 4 or more");
    await page.getByTestId("min-survivors").fill("4");
    await page.getByTestId("join").click();
    await expect(page.getByTestId("state")).toContainText("sums over only 3 clients may be unmasked");

    await stage.close();
    await stage.coordinate("--out", `${stage.out}-open`, ...RUN, "--min-clients", "1");
    await page.reload();
    await page.getByTestId("join").click();
    await expect(page.getByTestId("state")).toContainText("a contribution in the open is asked for");
    await expect(page.getByTestId("account")).toContainText(/\d+ rounds of 1 run: all masked\./);
  } finally {
    await stage.close();
  }
});
