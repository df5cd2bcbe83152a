import "fake-indexeddb/auto";
import { openDB } from "idb";
import { describe, expect, it, vi } from "vitest";
import { IndexedStore } from "../../src/store/indexed";
import { MemoryStore } from "../../src/store/memory";
import { NEW_SESSION } from "../../src/store/records";
import type { Store } from "../../src/store/store";
import { entry, local, round } from "../wire/ledger/entries";

let databases = 0;
const fresh = () => `ledger-${++databases}`;

const stores: [string, () => Promise<Store>][] = [
  ["indexed", () => IndexedStore.open(fresh())],
  ["memory", async () => new MemoryStore("a notice")],
];

describe.each(stores)("ledger of the %s store", (_, open) => {
  it("entersARoundOnceAndListsThemInOrder", async () => {
    const store = await open();
    const first = await entry(round(2, 0, { protection: local(2) }));
    const second = await entry(round(1, 0, { cohort: 5 }));
    expect(await store.enter(first, {})).toEqual({ kind: "new" });
    expect(await store.enter(second, {})).toEqual({ kind: "new" });
    expect(await store.enter(first, {})).toEqual({ kind: "again" });
    expect(await store.enter(await entry(round(1, 0, { cohort: 4 })), {})).toMatchObject({ kind: "stayOut" });
    expect(await store.participations()).toEqual([first, second]);
  });

  it("holdsDemandsOverAllRuns", async () => {
    const store = await open();
    await store.enter(await entry(round(1, 0), "a"), {});
    expect(await store.enter(await entry(round(1, 0), "b"), { maxRounds: 1 })).toMatchObject({ kind: "leave" });
    expect(await store.participations()).toHaveLength(1);
  });

  it("keepsAnAnswerForItsOwnRoundAlone", async () => {
    const store = await open();
    const noised = await entry(round(1, 0, { protection: local(2) }));
    const answer = [new Uint8Array([1, 2]), new Uint8Array([3])];
    expect(await store.keptAnswer(noised)).toBeUndefined();
    await store.enter(noised, {}, answer);
    expect(await store.keptAnswer(noised)).toEqual(answer);
    expect(await store.keptAnswer(await entry(round(2, 0, { protection: local(2) })))).toBeUndefined();
    expect(await store.keptAnswer(await entry(round(1, 0, { protection: local(2) }), "another"))).toBeUndefined();
  });

  it("keepsNoAnswerOfARoundThatItRefuses", async () => {
    const store = await open();
    const noised = await entry(round(1, 0, { protection: local(2) }));
    const answer = [new Uint8Array([1])];
    await store.enter(noised, {}, answer);
    expect(await store.enter(noised, {}, [new Uint8Array([2])])).toEqual({ kind: "again" });
    expect(await store.keptAnswer(noised)).toEqual(answer);
  });
});

describe("ledger in the browser", () => {
  it("isThereAgainAfterAReload", async () => {
    const name = fresh();
    const before = await IndexedStore.open(name);
    const one = await entry(round(1, 0, { protection: local(2) }));
    await before.enter(one, {}, [new Uint8Array([7])]);
    before.close();
    const after = await IndexedStore.open(name);
    expect(await after.participations()).toEqual([one]);
    expect(await after.keptAnswer(one)).toEqual([new Uint8Array([7])]);
    expect(await after.enter(await entry(round(1, 1)), {})).toMatchObject({ kind: "stayOut" });
  });

  it("letsOneOfTwoPagesEnterARound", async () => {
    const name = fresh();
    const [one, other] = [await IndexedStore.open(name), await IndexedStore.open(name)];
    const verdicts = await Promise.all([
      one.enter(await entry(round(1, 0, { cohort: 5 })), {}),
      other.enter(await entry(round(1, 0, { cohort: 4 })), {}),
    ]);
    expect(verdicts.map(({ kind }) => kind).sort()).toEqual(["new", "stayOut"]);
    expect(await one.participations()).toHaveLength(1);
  });

  it("hasEnteredARoundOnlyWhenTheTransactionIsComplete", async () => {
    const name = fresh();
    const store = await IndexedStore.open(name);
    const complete: string[] = [];
    const begin = vi.spyOn(IDBDatabase.prototype, "transaction");
    try {
      const entered = store.enter(await entry(round(1, 0)), {}).then(() => complete.push("entered"));
      await vi.waitFor(() => expect(begin).toHaveBeenCalled());
      const transaction = begin.mock.results[0]!.value as IDBTransaction;
      transaction.addEventListener("complete", () => complete.push("on the disk"));
      await entered;
    } finally {
      begin.mockRestore();
    }
    expect(complete).toEqual(["on the disk", "entered"]);
  });

  it("saysWhenARoundCannotBeEntered", async () => {
    const store = await IndexedStore.open(fresh());
    const full = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    try {
      await expect(store.enter(await entry(round(1, 0)), {})).rejects.toThrow(
        /^what you took part in: not kept, this browser's storage is full/,
      );
    } finally {
      full.mockRestore();
    }
    expect(await store.participations()).toEqual([]);
  });

  it("hasNotEnteredARoundWhoseAnswerCouldNotBeKept", async () => {
    const store = await IndexedStore.open(fresh());
    const one = await entry(round(1, 0, { protection: local(2) }));
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    try {
      await expect(store.enter(one, {}, [new Uint8Array([1])])).rejects.toThrow("storage is full");
    } finally {
      full.mockRestore();
    }
    expect(await store.participations()).toEqual([]);
  });

  it("keepsAnswersOfEightRunsAndForgetsTheOldestButNeverARound", async () => {
    const store = await IndexedStore.open(fresh());
    const all = await Promise.all(Array.from({ length: 9 }, (_, i) => entry(round(1, i), `run-${i}`)));
    for (const one of all) {
      await store.enter(one, {}, [new Uint8Array([1])]);
    }
    const kept = await Promise.all(all.map((one) => store.keptAnswer(one)));
    expect(kept.map((answer) => answer !== undefined)).toEqual([false, ...new Array(8).fill(true)]);
    expect(await store.participations()).toHaveLength(9);
  });
});

describe("a database of the version before", () => {
  async function older(name: string, session: object) {
    const database = await openDB(name, 2, {
      upgrade(created) {
        for (const store of ["files", "features", "session", "memories"]) {
          created.createObjectStore(store);
        }
        created.createObjectStore("classes", { keyPath: "id" });
        created.createObjectStore("pictures", { keyPath: "id" }).createIndex("classId", "classId");
      },
    });
    await database.put("classes", { id: "c", name: "dog", order: 1 });
    await database.put("memories", { kept: 1, versions: new Map([[3, new Map()]]) }, "run-1\nanna");
    await database.put("session", session, "session");
    database.close();
  }

  it("keepsWhatItHasAndGetsALedger", async () => {
    const name = fresh();
    await older(name, { name: "anna", minSurvivors: "2", secureOnly: true });
    const store = await IndexedStore.open(name);
    expect((await store.classes()).map((c) => c.name)).toEqual(["dog"]);
    expect([...(await store.memory("run-1", "anna")).keys()]).toEqual([3]);
    expect(await store.participations()).toEqual([]);
    await store.enter(await entry(round(1, 0)), {});
    expect(await store.participations()).toHaveLength(1);
  });

  it("asksForSumsOverThreeWhereItProposedTwo", async () => {
    const [two, five] = [fresh(), fresh()];
    await older(two, { name: "anna", minSurvivors: "2", secureOnly: true });
    await older(five, { name: "bo", minSurvivors: "5" });
    expect(await (await IndexedStore.open(two)).session()).toEqual({
      ...NEW_SESSION,
      name: "anna",
      minSurvivors: "3",
      colluders: "1",
      secureOnly: true,
    });
    expect(await (await IndexedStore.open(five)).session()).toMatchObject({ minSurvivors: "5", colluders: "1" });
  });
});
