import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import {
  digests,
  freePort,
  headwater,
  headwaterInTurn,
  healthy,
  InTurn,
  pictures,
  requireBuild,
  scratch,
  writeIndex,
} from "./support/processes";
import { Tabs } from "./support/tabs";

const TABS = ["client-000", "client-001"];
/** Pixels as features, which tabs and JVMs compute to the same bits; and a ring of one size, masked or not. */
const SMALL = [
  ...["--backbone", "pixels", "--image-size", "8", "--holdout", "0.1"],
  ...["--sum-bits", "64", "--local-epochs", "2"],
];
/** One round of moments, by which features are standardised, and two of training: what is remembered after the first counts in the second. */
const STEPS = 3;

/** A run: the strategy with its arguments, how many rounds it makes, its compression, and whether its sums are masked. */
interface Run {
  readonly strategy: string;
  readonly rounds: number;
  readonly compression?: string;
  readonly masked?: boolean;
}

/** Every strategy, by the name that the command knows it by; tabs take part in each run. */
const RUNS: Readonly<Record<string, readonly Run[]>> = {
  ditto: [{ strategy: "ditto:0.5", rounds: STEPS }],
  "exact-softmax": [{ strategy: "exact-softmax:0.1", rounds: STEPS }],
  fed3r: [
    { strategy: "fed3r:1", rounds: 1 },
    { strategy: "fed3r", rounds: 2 },
  ],
  fedadagrad: [{ strategy: "fedadagrad", rounds: STEPS }],
  fedadam: [{ strategy: "fedadam", rounds: STEPS }],
  fedavg: [{ strategy: "fedavg", rounds: STEPS }],
  fedavgm: [{ strategy: "fedavgm", rounds: STEPS }],
  feddyn: [
    { strategy: "feddyn:0.1", rounds: STEPS },
    { strategy: "feddyn:0.1", rounds: STEPS, masked: true },
  ],
  fedncm: [
    { strategy: "fedncm", rounds: 1 },
    { strategy: "fedncm", rounds: 1, masked: true },
  ],
  fednova: [{ strategy: "fednova", rounds: STEPS }],
  fedprox: [{ strategy: "fedprox:0.1", rounds: STEPS }],
  fedsgd: [{ strategy: "fedsgd:0.5", rounds: STEPS }],
  fedyogi: [{ strategy: "fedyogi", rounds: STEPS }],
  lda: [
    { strategy: "lda:0.1", rounds: 1 },
    { strategy: "lda", rounds: 2 },
  ],
  qfedavg: [{ strategy: "qfedavg:1", rounds: STEPS }],
  scaffold: [{ strategy: "scaffold", rounds: STEPS }],
};

/** Every compression, by the name that the command knows it by. */
const COMPRESSED: Readonly<Record<string, readonly Run[]>> = {
  none: [],
  float16: [{ strategy: "fedavg", rounds: STEPS, compression: "float16" }],
  int8: [
    { strategy: "fedavg", rounds: STEPS, compression: "int8" },
    { strategy: "scaffold", rounds: STEPS, compression: "int8" },
  ],
  "top-k": [
    { strategy: "fedavg", rounds: STEPS, compression: "top-k:0.1" },
    { strategy: "ditto:0.5", rounds: STEPS, compression: "top-k:0.1" },
    { strategy: "fedavg", rounds: STEPS, compression: "top-k:0.1,no-feedback" },
  ],
  "random-k": [
    { strategy: "fedadam", rounds: STEPS, compression: "random-k:0.2" },
    { strategy: "qfedavg:1", rounds: STEPS, compression: "random-k:0.2", masked: true },
  ],
};

/** The names that the command says it knows, out of its help: `fedavg`, `fedprox:MU`, `lda[:GAMMA]` and so on, without what is optional. */
function known(folder: string, list: RegExp): string[] {
  const help = headwater(folder, "simulate", "--help-all").replace(/\s+/g, "");
  const usages = (list.exec(help)?.[1] ?? "").replace(/\[[^\]]*\]/g, "");
  return usages.split(/,(?=[a-z])/).map((usage) => /^[a-z0-9-]*/.exec(usage)?.[0] ?? "");
}

function folderOf({ strategy, compression, masked }: Run): string {
  const names = compression === undefined ? strategy : `${strategy}-${compression}`;
  return names.replace(/[^a-z0-9.]/g, "-") + (masked ? "-masked" : "");
}

/** What coordinator and simulation are told alike. */
function flags({ strategy, rounds, compression = "none" }: Run): string[] {
  return ["--strategy", strategy, "--rounds", String(rounds), "--compression", compression, ...SMALL];
}

/** The classes that somebody has, as a simulation of the same pictures knows them. */
function labels(folder: string): string[] {
  return [...new Set(TABS.flatMap((user) => pictures(join(folder, "shares", user)).map(({ label }) => label)))].sort();
}

/** A run of the tabs and a coordinator, to its end. */
async function federate(tabs: Tabs, run: Run, folder: string, coordinator: InTurn): Promise<void> {
  coordinator.begin(
    ...["coordinator", "--listen", `127.0.0.1:${await freePort()}`, "--web-port", String(tabs.web)],
    ...["--min-clients", String(TABS.length), "--quorum", String(TABS.length), "--deadline", "60s"],
    ...["--labels", labels(folder).join(), "--out", join("live", folderOf(run)), ...flags(run)],
    ...(run.masked ? ["--secure-aggregation"] : []),
  );
  await healthy(tabs.web, coordinator);
  await tabs.takePart();
  expect(await coordinator.ended(), coordinator.output).toBe(0);
  await tabs.expectFinished();
  tabs.expectNothingLeft(await tabs.features());
}

/** The contributions of the tabs once more, without them and without masks, which change no bit. */
function simulations(runs: readonly Run[], folder: string): void {
  writeIndex(join(folder, "shares"), TABS);
  const data = ["--data", "shares", "--partition", "natural", "--cache", "cache"];
  headwaterInTurn(
    folder,
    runs.map((run) => ["simulate", ...data, "--out", join("simulated", folderOf(run)), ...flags(run)]),
  );
}

/** Tabs take part in all runs, and simulations of the same contributions end in the same bits. */
async function sameBits(browser: Browser, folder: string, runs: readonly Run[]): Promise<void> {
  headwater(folder, "partition", "--data", "demo:users=2,pictures=30,test=0", "--export", "shares");
  // One has fewer pictures than the other: it counts less.
  for (const { file } of pictures(join(folder, "shares", "client-001")).slice(-8)) rmSync(file);
  const tabs = await Tabs.open(browser, join(folder, "shares"), TABS);
  const coordinator = new InTurn(folder);
  try {
    for (const run of runs) {
      await test.step(folderOf(run), () => federate(tabs, run, folder, coordinator));
    }
  } finally {
    coordinator.kill();
  }
  simulations(runs, folder);
  for (const run of runs) {
    const live = digests(join(folder, "live", folderOf(run)));
    expect.soft(live, folderOf(run)).toHaveLength(run.rounds);
    expect.soft(live, folderOf(run)).toEqual(digests(join(folder, "simulated", folderOf(run))));
  }
  await tabs.close();
}

test("tabs take part in every strategy, and simulations of the same contributions end in the same bits", async ({
  browser,
}) => {
  test.setTimeout(600_000);
  requireBuild();
  const folder = scratch();
  const names = known(folder, /Thealgorithm:(.*?);oraclassofyourown/);
  expect(Object.keys(RUNS).sort(), "strategies that the command knows").toEqual(names.sort());
  await sameBits(browser, folder, Object.values(RUNS).flat());
});

test("tabs compress what they upload, and simulations of the same contributions end in the same bits", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  requireBuild();
  const folder = scratch();
  const names = known(folder, /Howupdatesareuploaded:(.*?)\.Default/);
  expect(Object.keys(COMPRESSED).sort(), "compressions that the command knows").toEqual(names.sort());
  await sameBits(browser, folder, Object.values(COMPRESSED).flat());
});
