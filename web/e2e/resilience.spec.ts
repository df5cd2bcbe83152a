import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { acceptedAfter, LABELS, Stage, takePart } from "./support/stage";

/** More rounds than anybody waits for: the run ends with the tests. */
const ENDLESS = ["--backbone", "pixels", "--image-size", "8", "--rounds", "100000", "--local-epochs", "1"];
/** A tab and a node, and no round without either: the run stands still while the tab is away. */
const BOTH = ["--min-clients", "2", "--quorum", "2", "--deadline", "3s", "--labels", LABELS];

test.describe.configure({ mode: "serial", timeout: 60_000 });

for (const masked of [false, true]) {
  test.describe(`a tab in ${masked ? "a masked" : "an open"} run`, () => {
    let stage: Stage;
    let page: Page;

    test.beforeAll(async ({ browser }) => {
      stage = await Stage.open();
      const masks = masked ? ["--secure-aggregation"] : [];
      await stage.coordinate("--out", stage.out, ...ENDLESS, ...BOTH, ...masks);
      stage.node("client-000");
      page = await stage.visit(browser);
      await takePart(page, "client-001", stage.share("client-001"));
      await acceptedAfter(page, 0);
    });

    test.afterAll(async () => {
      await page?.context().close();
      await stage?.close();
    });

    test("is loaded again, and goes on by itself under its name", async () => {
      const before = await acceptedAfter(page, 0);
      await page.reload();
      await acceptedAfter(page, before);
      await expect(page.getByTestId("name")).toHaveValue("client-001");
    });

    test("returns without a click when the coordinator is killed and resumes its run", async () => {
      await acceptedAfter(page, 0);
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await stage.coordinator?.kill("SIGKILL");
      await expect(page.getByTestId("state")).toContainText("Trying again in");
      await expect(page.getByTestId("state")).toContainText(/cannot be reached|broke off/);
      const before = stage.rounds();
      if (!masked) {
        await page.reload(); // out of the service worker: even this changes nothing
        await expect(page.getByTestId("state")).toContainText("Trying again in");
      }
      await stage.coordinate("--resume", stage.out);
      await acceptedAfter(page, before);
    });

    test("says that it is offline, and returns when the network does", async () => {
      await acceptedAfter(page, 0);
      await page.context().setOffline(true);
      await expect(page.getByTestId("state")).toContainText("This device is offline");
      const before = stage.rounds();
      await page.context().setOffline(false);
      await acceptedAfter(page, before + 1);
    });

    if (masked) {
      return; // the rest is the same under masks
    }

    test("keeps its place when a second one is opened, and hands it over by leaving", async () => {
      const second = await page.context().newPage();
      await second.goto(stage.url("/join"));
      await expect(second.getByTestId("state")).toContainText("Another tab of this browser takes part already.");
      await acceptedAfter(page, await acceptedAfter(page, 0)); // undisturbed

      await page.getByTestId("leave").click();
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "left");
      await second.getByTestId("join").click();
      await acceptedAfter(second, 0);
      await page.close();
      page = second;
    });

    test("leaves, the rounds go on without it, and a reload does not bring it back", async () => {
      const third = stage.node("client-002");
      await expect.poll(() => third.output).toContain("Enrolled");
      await acceptedAfter(page, stage.rounds() + 1); // a round of three
      await page.getByTestId("leave").click();
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "left");
      await expect(page.getByTestId("state")).toContainText("Nothing more is sent; your pictures are still here.");
      await expect(page.getByTestId("leave")).toBeHidden();
      await expect(page.getByTestId("join")).toBeEnabled();
      const sent = await page.getByTestId("bytes-up").getAttribute("data-bytes");
      const before = stage.rounds();
      await expect.poll(() => stage.rounds()).toBeGreaterThan(before + 2);
      expect(await page.getByTestId("bytes-up").getAttribute("data-bytes")).toBe(sent);

      await page.reload();
      await expect(page.getByTestId("join")).toBeEnabled();
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "idle");
    });

    test("is told when the coordinator comes back with other classes, and keeps its pictures", async () => {
      await page.getByTestId("join").click();
      await acceptedAfter(page, 0);
      const pictures = page.getByTestId("not-sent");
      await expect(pictures).toContainText(/Your \d+ pictures/);
      const held = (await pictures.textContent()) ?? "";

      await stage.close();
      const others = ["--min-clients", "2", "--labels", "apple,Boat"];
      await stage.coordinate("--out", join(stage.folder, "other"), ...ENDLESS, ...others);
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "refused");
      await expect(page.getByTestId("state")).toContainText("apple");
      await expect(page.getByTestId("state")).toContainText("Your pictures are still here");
      await expect(page.getByTestId("join-reason")).toContainText("The run does not know");
      await expect(page.getByTestId("join")).toBeDisabled();
      await expect(page.getByRole("button", { name: "Rename to Boat" }).first()).toBeVisible();
      await page.reload();
      await expect(pictures).toHaveText(held);
    });
  });
}
