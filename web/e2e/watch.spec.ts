import { existsSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { freePort, headwater, healthy, Running, requireBuild, scratch } from "./support/processes";
import { watchForTrouble } from "./support/trouble";

/** All that a run leaves in its folder. */
const MODEL = ["head.safetensors", "model.safetensors"];
const FILES = [...MODEL, ..."report.html summary.json rounds.jsonl ledger.jsonl details.json config.yaml".split(" ")];

/** A run without a promise that is over. */
function simulatePast(folder: string): void {
  const data = ["--data", "demo:users=3,pictures=20,test=10", "--clients", "3"];
  headwater(folder, "simulate", ...data, "--rounds", "2", "--out", "runs/past");
}

/** Waits until the live run's folder has something to give out. */
async function begun(folder: string): Promise<void> {
  await expect.poll(() => existsSync(join(folder, "runs/live/rounds.jsonl"))).toBe(true);
}

/** Those that somebody who asks for all of them gets. */
async function given(web: number, run: string): Promise<string[]> {
  const got: string[] = [];
  for (const file of FILES) {
    const answer = await fetch(`http://127.0.0.1:${web}/api/runs/${run}/${file}`);
    if (answer.status === 200) got.push(file);
    else expect(answer.status, file).toBe(404);
  }
  return got;
}

test("watchers see a run spend its budget, who takes part, and afterwards what is published", async ({ page }) => {
  requireBuild();
  const folder = scratch();
  simulatePast(folder);
  headwater(folder, "partition", "--data", "demo:users=3,pictures=20,test=0", "--export", "shares");
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "3"],
    ...["--rounds", "50", "--privacy", "central", "--noise-multiplier", "4", "--epsilon-budget", "4"],
    ...["--labels", "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree", "--keep-serving"],
    ...["--out", "runs/live", "--publish-runs", "runs"],
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
    await begun(folder); // once all of them are there: what delta has to be depends on them
    const early = await given(web, "live");
    expect(early.filter((file) => !MODEL.includes(file))).toEqual([]); // the model, should the run have ended meanwhile
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
    expect(await given(web, "live")).toEqual(MODEL);
    await expect(page.getByText(/with a privacy guarantee the model is published/)).toBeVisible();
    const report = page.getByRole("link", { name: /report/i });
    await expect(report).toHaveCount(1);
    await expect(report).toHaveAccessibleName(/Report of past/);
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

test("a coordinator that was not told to publish runs gives none of them out", async ({ page }) => {
  requireBuild();
  const folder = scratch();
  simulatePast(folder);
  const [grpc, web] = [await freePort(), await freePort()];
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "2"],
    ...["--labels", "boat,car", "--out", "runs/live"],
  );
  try {
    await healthy(web, coordinator);
    await page.goto(`http://127.0.0.1:${web}/runs`);
    await expect(page.getByText("This coordinator publishes no past runs.")).toBeVisible();
    await begun(folder);
    expect(await given(web, "past")).toEqual([]);
    expect(await given(web, "live")).toEqual([]);
  } finally {
    await coordinator.kill("SIGKILL");
  }
});
