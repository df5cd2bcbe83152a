import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { freePort, headwater, healthy, Running, requireBuild, scratch } from "./processes";
import { watchForTrouble } from "./trouble";

test("watchers see a run spend its budget, who takes part, and afterwards its report", async ({ page }) => {
  requireBuild();
  const folder = scratch();
  headwater(folder, "partition", "--data", "demo:users=3,pictures=20,test=0", "--export", "shares");
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "3"],
    ...["--rounds", "50", "--privacy", "central", "--noise-multiplier", "4", "--epsilon-budget", "4"],
    ...["--labels", "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree", "--keep-serving"],
  );
  const nodes: Running[] = [];
  try {
    await healthy(web, coordinator);
    const trouble = watchForTrouble(page, web);
    await page.goto(`http://127.0.0.1:${web}/runs`);
    await expect(page.getByText(/waiting for clients/i).first()).toBeVisible();
    for (const name of ["client-000", "client-001", "client-002"]) {
      nodes.push(
        new Running(
          folder,
          ...["client", "--coordinator", `127.0.0.1:${grpc}`, "--data", `shares/${name}`, "--name", name],
        ),
      );
    }
    await expect(
      page.getByRole("cell", { name: "client-002" }).or(page.getByRole("rowheader", { name: "client-002" })),
    ).toBeVisible();
    await expect(page.getByText(/ε = [\d.]+ of 4 spent/)).toBeVisible();
    await expect(page.getByText(/privacy budget/i).first()).toBeVisible();
    for (const node of nodes) await node.ended();
    await expect.poll(() => coordinator.output).toContain("Stopped at its privacy budget");

    await page.reload();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes: where }) => `${id}: ${where[0]?.html}`)).toEqual([]);
    const report = page.getByRole("link", { name: /report/i }).first();
    await expect(report).toBeVisible();
    expect(trouble).toEqual([]);
    await page.goto(new URL((await report.getAttribute("href")) ?? "", page.url()).href);
    await expect(page.getByRole("heading").first()).toBeVisible();
    await expect(page.locator("canvas").first()).toBeVisible();
    expect(trouble).toEqual([]);
  } finally {
    await coordinator.kill("SIGKILL");
    for (const node of nodes) await node.kill("SIGKILL");
  }
});
