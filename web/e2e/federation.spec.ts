import { join } from "node:path";
import { expect, test } from "@playwright/test";
import {
  digests,
  freePort,
  headwater,
  healthy,
  keepFeatures,
  Running,
  requireBuild,
  scratch,
  writeIndex,
} from "./support/processes";
import { LABELS } from "./support/stage";
import { Tabs } from "./support/tabs";

const ROUNDS = 5;
const NODES = ["client-000", "client-001", "client-002"];
const TABS = ["client-003", "client-004"];
/** The same sums, masked or not: equal weights, and a ring of one size. */
const TRAINING = ["--weights", "uniform", "--sum-bits", "64", "--local-epochs", "2"];

const PLAIN = ["--start", "zero", "--standardise", "none"];
const STAGED = ["--start", "fed3r", "--standardise", "federated"];

/**
 * How the contributions leave (every strategy is in strategies.spec.ts), and the flags of coordinator and simulation that say so. `models` where there are fewer different models
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
  {
    name: "with control variates under masks",
    flags: ["--strategy", "scaffold", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
  },
  {
    name: "by sums of statistics under masks",
    flags: ["--strategy", "fed3r:1", "--secure-aggregation"],
    demand: ["--require-secure-aggregation"],
    rounds: 1,
  },
  {
    name: "clipped, with seeded noise of their own",
    flags: ["--privacy", "local", "--noise-multiplier", "1", "--noise-source", "seeded"],
    demand: [],
  },
];

let folder: string;
let tabs: Tabs;
/** Of the tabs' pictures: the same in every run. */
let features: Map<string, string> | undefined;

test.beforeAll(async ({ browser }) => {
  requireBuild();
  folder = scratch();
  const shares = join(folder, "shares");
  headwater(folder, "partition", "--data", "demo:users=5,pictures=40,test=0", "--export", "shares");
  writeIndex(shares, [...NODES, ...TABS]);
  tabs = await Tabs.open(browser, shares, TABS);
});

test.afterAll(() => tabs?.close());

/** The digests of a run of nodes and tabs. */
async function live({ flags, demand, rounds = ROUNDS }: (typeof MODES)[number], out: string): Promise<string[]> {
  const grpc = await freePort();
  const coordinator = new Running(
    folder,
    ...["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(tabs.web), "--min-clients", "5"],
    ...["--quorum", "5", "--deadline", "60s", "--labels", LABELS, "--holdout", "0.1", "--out", out, ...TRAINING],
    ...["--rounds", String(rounds), ...flags],
  );
  const nodes: Running[] = [];
  try {
    await healthy(tabs.web, coordinator);
    for (const name of NODES) {
      const data = ["--data", join("shares", name), "--name", name];
      nodes.push(new Running(folder, "client", "--coordinator", `127.0.0.1:${grpc}`, ...data, ...demand));
    }
    await tabs.takePart();
    expect(await coordinator.ended(), coordinator.output).toBe(0);
    for (const node of nodes) expect(await node.ended(), node.output).toBe(0);
    await tabs.expectFinished();
    return digests(join(folder, out));
  } finally {
    for (const process of [coordinator, ...nodes]) await process.kill("SIGKILL");
  }
}

/** The digests of the same contributions in one process, on the tabs' own features of the tabs' pictures. */
async function simulated({ flags, rounds = ROUNDS }: (typeof MODES)[number], out: string): Promise<string[]> {
  const cache = join(folder, "cache");
  if (features === undefined) {
    features = await tabs.features();
    keepFeatures(cache, features);
  }
  headwater(
    folder,
    ...["simulate", "--data", "shares", "--partition", "natural", "--holdout", "0.1", "--cache", cache],
    // Masks change no bit: the simulation needs none.
    ...["--out", out, ...TRAINING, "--rounds", String(rounds), ...flags.filter((f) => f !== "--secure-aggregation")],
  );
  return digests(join(folder, out));
}

for (const mode of MODES) {
  const rounds = mode.rounds ?? ROUNDS;
  test(`three nodes and two tabs train ${rounds} rounds ${mode.name}, and a simulation of the same contributions ends in the same bits`, async () => {
    const actual = await live(mode, join("live", mode.name));
    expect(actual).toHaveLength(rounds);
    expect(new Set(actual).size).toBe(mode.models ?? rounds);
    expect(actual).toEqual(await simulated(mode, join("simulated", mode.name)));
    // By its audit log, with the tabs' features of the tabs' pictures in the cache.
    const places = ["--data", "shares", "--cache", join(folder, "cache")];
    const again = headwater(folder, "replay", join("live", mode.name), ...places);
    expect(again).toContain(`Equal: ${rounds} of ${rounds} round`);
    tabs.expectNothingLeft(await tabs.features());
  });
}
