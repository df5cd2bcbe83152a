import { describe, expect, test } from "vitest";
import { SecAggClient } from "../../src/secagg/client";
import { agree, derive, importPrivate } from "../../src/secagg/keys";
import { addMask } from "../../src/secagg/mask";
import type { Advertisement, SealedShare, Unmasking } from "../../src/secagg/messages";
import { contextOf, requireSetup, type SecAggSetup } from "../../src/secagg/setup";
import { combine, type Share } from "../../src/secagg/shamir";

const SETUP: SecAggSetup = {
  runId: "run",
  round: 3,
  ringBits: 64,
  length: 50,
  cohort: 5,
  neighbours: 4,
  threshold: 3,
  minSurvivors: 3,
};
const HEADER = { runId: "run", round: 3 };
const NAMES = ["a", "b", "c", "d", "é"];

interface Party {
  name: string;
  client: SecAggClient;
  keys: Advertisement;
  units: BigInt64Array;
}

async function parties(setup: SecAggSetup): Promise<Party[]> {
  const all: Party[] = [];
  for (const [index, name] of NAMES.entries()) {
    const client = await SecAggClient.create(setup, name);
    const units = BigInt64Array.from({ length: setup.length }, (_, i) => BigInt((index + 1) * (i - 20)));
    all.push({ name, client, keys: await client.advertise(), units });
  }
  return all;
}

const roster = (all: Party[], recipient: string) => ({ ...HEADER, recipient, members: all.map(({ keys }) => keys) });

/** Shares of everybody, by recipient. */
async function share(all: Party[]): Promise<Map<string, SealedShare[]>> {
  const inboxes = new Map<string, SealedShare[]>(all.map(({ name }) => [name, []]));
  for (const { name, client } of all) {
    const { boxes } = await client.share(roster(all, name));
    for (const { client: to, box } of boxes) inboxes.get(to)?.push({ client: name, box });
  }
  return inboxes;
}

/** What a server does with the answers: takes the masks off that are not in the sum. */
async function unmask(setup: SecAggSetup, all: Party[], sum: BigInt64Array, answers: Unmasking[], alive: string[]) {
  const context = contextOf(setup);
  const collect = (which: "seedShares" | "keyShares") => {
    const shares = new Map<string, Share[]>();
    for (const answer of answers) {
      for (const { owner, x, value } of answer[which]) shares.set(owner, [...(shares.get(owner) ?? []), { x, value }]);
    }
    return shares;
  };
  for (const [owner, shares] of collect("seedShares")) {
    const seed = combine(shares.slice(0, setup.threshold));
    await addMask(await derive(seed, context.info("self", owner)), setup.ringBits, sum, -1);
  }
  for (const [owner, shares] of collect("keyShares")) {
    const key = await importPrivate(combine(shares.slice(0, setup.threshold)));
    for (const peer of all.filter(({ name }) => alive.includes(name))) {
      const [first, second] = owner < peer.name ? [owner, peer.name] : [peer.name, owner];
      const mask = await derive(await agree(key, peer.keys.maskingKey), context.info("mask", first, second));
      await addMask(mask, setup.ringBits, sum, peer.name < owner ? -1 : 1);
    }
  }
}

describe("a masked round", () => {
  for (const ringBits of [32, 64] as const) {
    for (const dropped of [[], ["b"], ["a", "é"]]) {
      test(`modulo 2^${ringBits} without ${dropped.join(" and ") || "nobody"} ends in the sum of the others`, async () => {
        const setup = { ...SETUP, ringBits };
        const all = await parties(setup);
        const inboxes = await share(all);
        const alive = all.filter(({ name }) => !dropped.includes(name));
        const sum = new BigInt64Array(setup.length);
        for (const { name, client, units } of alive) {
          const { bytes } = await client.mask({ ...HEADER, recipient: name, boxes: inboxes.get(name) ?? [] }, units);
          const view = new DataView(bytes.buffer);
          for (let i = 0; i < sum.length; i++) {
            sum[i] += ringBits === 32 ? BigInt(view.getInt32(4 * i, true)) : view.getBigInt64(8 * i, true);
          }
        }
        const survivors = { ...HEADER, alive: alive.map(({ name }) => name), dropped };
        const confirmations = [];
        for (const { client } of alive) confirmations.push(await client.confirm(survivors));
        const answers: Unmasking[] = [];
        for (const { name, client } of alive) {
          answers.push(await client.unmask(survivors, { ...HEADER, recipient: name, confirmations }));
        }
        await unmask(setup, all, sum, answers, survivors.alive);
        const wanted = Array.from({ length: setup.length }, (_, i) =>
          alive.reduce((total, { units }) => total + units[i], 0n),
        );
        expect([...sum].map((value) => BigInt.asIntN(ringBits, value))).toEqual(wanted);
      });
    }
  }

  test("an input of its own looks like nothing", async () => {
    const all = await parties(SETUP);
    const inboxes = await share(all);
    const { bytes } = await all[0].client.mask(
      { ...HEADER, recipient: "a", boxes: inboxes.get("a") ?? [] },
      new BigInt64Array(50),
    );
    expect(new Set(bytes).size).toBeGreaterThan(100);
  });
});

describe("a client refuses", () => {
  test("a step out of order, and goes on", async () => {
    const all = await parties(SETUP);
    await expect(all[0].client.advertise()).rejects.toThrow(/every step serves once/);
    await expect(all[0].client.share(roster(all, "a"))).resolves.toBeDefined();
  });

  test("a roster without its own keys, and then everything", async () => {
    const all = await parties(SETUP);
    await expect(all[0].client.share(roster(all.slice(1), "a"))).rejects.toThrow(/lacks this client's own keys/);
    await expect(all[0].client.share(roster(all, "a"))).rejects.toThrow(/nothing more in this round/);
  });

  test("keys that stand in the roster twice", async () => {
    const all = await parties(SETUP);
    const twins = [...all.slice(0, 4), { ...all[4], keys: { ...all[3].keys, client: "é" } }];
    await expect(all[0].client.share(roster(twins, "a"))).rejects.toThrow(/twice/);
  });

  test("another round's roster, and one for somebody else", async () => {
    const all = await parties(SETUP);
    await expect(all[0].client.share({ ...roster(all, "a"), round: 4 })).rejects.toThrow(/round 4/);
    await expect(all[1].client.share(roster(all, "a"))).rejects.toThrow(/for this client/);
  });

  test("a share that was not sealed for it", async () => {
    const all = await parties(SETUP);
    const inboxes = await share(all);
    const boxes = (inboxes.get("a") ?? []).map(({ client }, i) => ({ client, box: inboxes.get("b")![i].box }));
    await expect(all[0].client.mask({ ...HEADER, recipient: "a", boxes }, all[0].units)).rejects.toThrow(
      /does not open/,
    );
  });

  test("survivors that call a peer alive and dropped, or are too few", async () => {
    for (const [alive, dropped, sentence] of [
      [["a", "b", "c"], ["c", "d", "é"], /alive and dropped/],
      [["a", "b"], ["c", "d", "é"], /2 survivors/],
      [["b", "c", "d"], ["a", "é"], /not among the survivors/],
      [["a", "b", "c"], ["d"], /wrong about é/],
    ] as const) {
      const all = await parties(SETUP);
      const inboxes = await share(all);
      await all[0].client.mask({ ...HEADER, recipient: "a", boxes: inboxes.get("a") ?? [] }, all[0].units);
      await expect(all[0].client.confirm({ ...HEADER, alive, dropped })).rejects.toThrow(sentence);
    }
  });

  test("a second list of survivors after the one it confirmed", async () => {
    const all = await parties(SETUP);
    const inboxes = await share(all);
    for (const { name, client, units } of all) {
      await client.mask({ ...HEADER, recipient: name, boxes: inboxes.get(name) ?? [] }, units);
    }
    const told = { ...HEADER, alive: NAMES, dropped: [] };
    const confirmations = [];
    for (const { client } of all) confirmations.push(await client.confirm(told));
    const other = { ...HEADER, alive: NAMES.slice(0, 4), dropped: ["é"] };
    await expect(all[0].client.unmask(other, { ...HEADER, recipient: "a", confirmations })).rejects.toThrow(
      /other survivors/,
    );
  });

  test("setups under which masks hide nothing", () => {
    expect(() => requireSetup({ ...SETUP, threshold: 2 })).toThrow(/above half/);
    expect(() => requireSetup({ ...SETUP, minSurvivors: 1 })).toThrow(/fewest survivors: 1/);
    expect(() => requireSetup({ ...SETUP, cohort: 1 })).toThrow(/hides nothing/);
    expect(() => requireSetup({ ...SETUP, cohort: 9, neighbours: 3 })).toThrow(/even number/);
  });
});
