import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { Outgoing } from "./support/outgoing";
import {
  digests,
  freePort,
  headwater,
  healthy,
  keepFeatures,
  pictures,
  Running,
  requireBuild,
  scratch,
} from "./support/processes";
import { storedFeatures } from "./support/store";

const ROUNDS = 5;
const LABELS = "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree";
const NODES = ["client-000", "client-001", "client-002"];
const TABS = ["client-003", "client-004"];
/** The same sums, masked or not: equal weights, and a ring of one size. */
const TRAINING = ["--weights", "uniform", "--sum-bits", "64", "--local-epochs", "2"];

const PLAIN = ["--start", "zero", "--standardise", "none"];
const STAGED = ["--start", "fed3r", "--standardise", "federated"];

/**
 * How the contributions leave, and the flags of coordinator and simulation that say so. `models` where there are fewer different models
 * than rounds: rounds of statistics leave the model as it is.
 */
const MODES: readonly { name: string; flags: string[]; demand: string[]; rounds?: number; models?: number }[] = [
  { name: "in the open", flags: PLAIN, demand: [] },
  {
    name: "under masks",
    flags: [...PLAIN, "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
  },
  { name: "on standardised features from a ridge head", flags: STAGED, demand: [], rounds: 6, models: 5 },
  { name: "with control variates that clients remember", flags: ["--strategy", "scaffold"], demand: [] },
  {
    name: "with control variates under masks",
    flags: ["--strategy", "scaffold", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
  },
  { name: "with a larger say for larger losses", flags: ["--strategy", "qfedavg:1"], demand: [] },
  {
    name: "with gradients that clients remember, under masks",
    flags: ["--strategy", "feddyn:0.1", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
  },
  { name: "with heads of their own that clients keep", flags: ["--strategy", "ditto:0.5"], demand: [] },
  {
    name: "by sums of statistics under masks",
    flags: ["--strategy", "fed3r:1", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
    rounds: 1,
  },
  {
    name: "by sums of classes under masks",
    flags: ["--strategy", "fedncm", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
    rounds: 1,
  },
  { name: "by sums of statistics and scores of candidates", flags: ["--strategy", "fed3r"], demand: [], rounds: 2 },
  { name: "by exact softmax regression", flags: ["--strategy", "exact-softmax:0.1"], demand: [], rounds: 6, models: 5 },
  { name: "by exact gradients", flags: ["--strategy", "fedsgd:0.5"], demand: [] },
  {
    name: "clipped, with seeded noise of their own",
    flags: ["--privacy", "local", "--noise-multiplier", "1", "--noise-source", "seeded"],
    demand: [],
  },
];

/** Opens /join, brings the folder's pictures, and joins. */
async function takePart(page: Page, web: number, name: string, folder: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${web}/join`);
  await page.getByTestId("folder-input").setInputFiles(folder);
  await page.getByTestId("name").fill(name);
  await expect(page.getByTestId("join")).toBeEnabled(); // all pictures are in
  await page.getByTestId("join").click();
}

async function liveRun(browser: Browser, folder: string, { flags, demand, rounds = ROUNDS }: (typeof MODES)[number]) {
  const [grpc, web] = [await freePort(), await freePort()];
  const out = join(folder, "live");
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "5"],
    ...["--quorum", "5", "--deadline", "60s", "--labels", LABELS, "--holdout", "0.1", "--out", out, ...TRAINING],
    ...["--rounds", String(rounds), ...flags],
  );
  await healthy(web, coordinator);
  const nodes = NODES.map(
    (name) =>
      new Running(
        folder,
        ...["client", "--coordinator", `127.0.0.1:${grpc}`, "--data", join("shares", name), "--name", name],
        ...demand,
      ),
  );
  const pages: { page: Page; outgoing: Outgoing }[] = [];
  for (const name of TABS) {
    // Each is a person of its own, with a store of its own.
    const page = await (await browser.newContext()).newPage();
    const outgoing = new Outgoing(page, web);
    await takePart(page, web, name, join(folder, "shares", name));
    pages.push({ page, outgoing });
  }
  try {
    for (const { page } of pages) {
      await expect(page.getByTestId("state")).toHaveAttribute("data-phase", "finished", { timeout: 120_000 });
    }
  } catch (problem) {
    throw new Error(`${problem}\ncoordinator:\n${coordinator.output}`);
  }
  expect(await coordinator.ended(), coordinator.output).toBe(0);
  for (const node of nodes) expect(await node.ended(), node.output).toBe(0);
  return { digests: digests(out), pages };
}

/** What the tabs hold, by SHA-256 of the picture's file, as base64 of float32. */
async function features(pages: { page: Page }[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { page } of pages) {
    for (const [sha256, values] of await storedFeatures(page)) all.set(sha256, values);
  }
  return all;
}

for (const mode of MODES) {
  const rounds = mode.rounds ?? ROUNDS;
  test(`three nodes and two tabs train ${rounds} rounds ${mode.name}, and a simulation of the same contributions ends in the same bits`, async ({
    browser,
  }) => {
    requireBuild();
    const folder = scratch();
    headwater(folder, "partition", "--data", "demo:users=5,pictures=40,test=0", "--export", "shares");
    const live = await liveRun(browser, folder, mode);
    expect(live.digests).toHaveLength(rounds);
    expect(new Set(live.digests).size).toBe(mode.models ?? rounds);

    // The simulation reads the same files, and finds the tabs' own features of the tabs' pictures.
    const kept = await features(live.pages);
    const lines = ["file,label,user"];
    for (const user of [...NODES, ...TABS]) {
      for (const { path, label } of pictures(join(folder, "shares", user))) {
        lines.push(`${user}/${path},${label},${user}`);
      }
    }
    writeFileSync(join(folder, "shares", "index.csv"), `${lines.join("\n")}\n`);
    const ofTabs = TABS.flatMap((user) => pictures(join(folder, "shares", user))).map(({ file }) =>
      createHash("sha256").update(readFileSync(file)).digest("hex"),
    );
    expect([...kept.keys()].sort()).toEqual([...new Set(ofTabs)].sort());
    const cache = join(folder, "cache");
    keepFeatures(cache, kept);
    headwater(
      folder,
      ...["simulate", "--data", "shares", "--partition", "natural", "--holdout", "0.1", "--cache", cache],
      // Masks change no bit: the simulation needs none.
      ...["--out", "sim", ...TRAINING, "--rounds", String(rounds)],
      ...mode.flags.filter((flag) => flag !== "--secure-aggregation"),
    );
    expect(digests(join(folder, "sim"))).toEqual(live.digests);

    // What left the tabs: calls of the four kinds, and in none of them a picture or a feature.
    for (const [index, { outgoing }] of live.pages.entries()) {
      const own = pictures(join(folder, "shares", TABS[index]));
      outgoing.expectNothingOf(
        own.map(({ file }) => readFileSync(file)),
        own.map(({ file }) => {
          const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
          return Buffer.from(kept.get(sha256) ?? "", "base64");
        }),
      );
    }
    for (const { page } of live.pages) await page.context().close();
  });
}
