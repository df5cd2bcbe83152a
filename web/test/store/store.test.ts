import "fake-indexeddb/auto";
import { openDB } from "idb";
import { describe, expect, it, vi } from "vitest";
import { IndexedStore } from "../../src/store/indexed";
import { MemoryStore } from "../../src/store/memory";
import { openStore } from "../../src/store/open";
import { NEW_SESSION } from "../../src/store/records";
import type { Store } from "../../src/store/store";

let databases = 0;
const fresh = () => `test-${++databases}`;
const picture = (classId: string, name: string) => ({ classId, name, sha256: name.padEnd(64, "0") });

const stores: [string, () => Promise<Store>][] = [
  ["indexed", () => IndexedStore.open(fresh())],
  ["memory", async () => new MemoryStore("a notice")],
];

describe.each(stores)("%s store", (_, open) => {
  it("givesBackClassesInTheOrderTheyWereMade", async () => {
    const store = await open();
    await store.addClass("dog");
    await store.addClass("cat");
    expect((await store.classes()).map((c) => c.name)).toEqual(["dog", "cat"]);
  });

  it("keepsPicturesWhenTheirClassIsRenamed", async () => {
    const store = await open();
    const { id } = await store.addClass("dgo");
    await store.addPicture(picture(id, "1.jpg"), new Blob(["abc"]));
    await store.renameClass(id, "dog");
    expect((await store.classes())[0]).toMatchObject({ id, name: "dog" });
    expect((await store.pictures())[0]).toMatchObject({ classId: id, name: "1.jpg", size: 3 });
  });

  it("givesBackTheVeryBytes", async () => {
    const store = await open();
    const { id } = await store.addClass("dog");
    const added = await store.addPicture(picture(id, "1.jpg"), new Blob([new Uint8Array([1, 2, 255])]));
    expect(new Uint8Array(await (await store.file(added.id)).arrayBuffer())).toEqual(new Uint8Array([1, 2, 255]));
  });

  it("countsPicturesUpAsTheyAreAdded", async () => {
    const store = await open();
    const { id } = await store.addClass("dog");
    for (const name of ["z", "a", "m"]) {
      await store.addPicture(picture(id, name), new Blob([name]));
    }
    expect((await store.pictures()).map((p) => p.name)).toEqual(["z", "a", "m"]);
  });

  it("removesAClassWithItsPicturesAndNoOthers", async () => {
    const store = await open();
    const dog = await store.addClass("dog");
    const cat = await store.addClass("cat");
    const gone = await store.addPicture(picture(dog.id, "1"), new Blob(["1"]));
    await store.addPicture(picture(cat.id, "2"), new Blob(["2"]));
    await store.removeClass(dog.id);
    expect((await store.classes()).map((c) => c.name)).toEqual(["cat"]);
    expect((await store.pictures()).map((p) => p.name)).toEqual(["2"]);
    await expect(store.file(gone.id)).rejects.toThrow(/is gone \(expected: /);
  });

  it("removesOnePicture", async () => {
    const store = await open();
    const { id } = await store.addClass("dog");
    const one = await store.addPicture(picture(id, "1"), new Blob(["1"]));
    await store.addPicture(picture(id, "2"), new Blob(["2"]));
    await store.removePicture(one.id);
    expect((await store.pictures()).map((p) => p.name)).toEqual(["2"]);
  });

  it("refusesAPictureOfAClassThatIsGone", async () => {
    const store = await open();
    await expect(store.addPicture(picture("none", "1"), new Blob(["1"]))).rejects.toThrow(/class.*is gone/);
    expect(await store.pictures()).toEqual([]);
  });

  it("filesFeaturesUnderPictureBackboneAndSize", async () => {
    const store = await open();
    const key = { sha256: "a", backboneDigest: "b", imageSize: 96 };
    await store.keepFeatures(key, new Float32Array([1, 2]));
    expect(await store.features(key)).toEqual(new Float32Array([1, 2]));
    expect(await store.features({ ...key, imageSize: 97 })).toBeUndefined();
    expect(await store.features({ ...key, backboneDigest: "c" })).toBeUndefined();
  });

  it("keepsAClientsMemoryByRunAndName", async () => {
    const store = await open();
    const versions = new Map([
      [2, new Map([["control", new Float32Array([0.1, -0])]])],
      [5, new Map([["control", new Float32Array([3])]])],
    ]);
    expect(await store.memory("run-1", "anna")).toEqual(new Map());
    await store.keepMemory("run-1", "anna", versions);
    expect(await store.memory("run-1", "anna")).toEqual(versions);
    expect(await store.memory("run-2", "anna")).toEqual(new Map());
    expect(await store.memory("run-1", "bo")).toEqual(new Map());
    await store.keepMemory("run-1", "anna", new Map());
    expect(await store.memory("run-1", "anna")).toEqual(new Map());
  });

  it("remembersTheSession", async () => {
    const store = await open();
    expect(await store.session()).toEqual(NEW_SESSION);
    await store.saveSession({ name: "anna" });
    await store.saveSession({ joined: true });
    expect(await store.session()).toMatchObject({ name: "anna", joined: true, minSurvivors: "3" });
  });
});

describe("storage of the browser", () => {
  it("isThereAgainAfterAReload", async () => {
    const name = fresh();
    const before = await IndexedStore.open(name);
    const { id } = await before.addClass("dog");
    await before.addPicture(picture(id, "1"), new Blob(["1"]));
    before.close();
    const after = await IndexedStore.open(name);
    expect((await after.pictures()).map((p) => p.name)).toEqual(["1"]);
  });

  it("takesOverWhatAnOlderPageStored", async () => {
    const name = fresh();
    const older = await openDB(name, 1, {
      upgrade(database) {
        for (const store of ["files", "features", "session"]) {
          database.createObjectStore(store);
        }
        database.createObjectStore("classes", { keyPath: "id" });
        database.createObjectStore("pictures", { keyPath: "id" }).createIndex("classId", "classId");
      },
    });
    await older.put("classes", { id: "c", name: "dog", order: 1 });
    older.close();
    const store = await IndexedStore.open(name);
    expect((await store.classes()).map((c) => c.name)).toEqual(["dog"]);
    await store.keepMemory("run-1", "anna", new Map([[1, new Map()]]));
    expect([...(await store.memory("run-1", "anna")).keys()]).toEqual([1]);
  });

  it("remembersEightRunsAndForgetsTheOldest", async () => {
    const store = await IndexedStore.open(fresh());
    for (let run = 1; run <= 8; run++) {
      await store.keepMemory(`run-${run}`, "anna", new Map([[run, new Map()]]));
    }
    await store.keepMemory("run-1", "anna", new Map([[9, new Map()]])); // it is the newest again
    await store.keepMemory("run-9", "anna", new Map([[1, new Map()]]));
    const sizes = await Promise.all(
      [1, 2, 3, 8, 9].map(async (run) => (await store.memory(`run-${run}`, "anna")).size),
    );
    expect(sizes).toEqual([1, 0, 1, 1, 1]);
  });

  it("saysWhenAMemoryCannotBeKeptAndKeepsTheOneBefore", async () => {
    const store = await IndexedStore.open(fresh());
    await store.keepMemory("run-1", "anna", new Map([[1, new Map()]]));
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    try {
      await expect(store.keepMemory("run-1", "anna", new Map([[2, new Map()]]))).rejects.toThrow(
        /^memory: not kept, this browser's storage is full/,
      );
    } finally {
      full.mockRestore();
    }
    expect([...(await store.memory("run-1", "anna")).keys()]).toEqual([1]);
  });

  it("saysWhenItIsFullAndLosesNothing", async () => {
    const store = await IndexedStore.open(fresh());
    const { id } = await store.addClass("dog");
    await store.addPicture(picture(id, "1"), new Blob(["1"]));
    const full = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    try {
      await expect(store.addPicture(picture(id, "2"), new Blob(["2"]))).rejects.toThrow(
        /^2: not kept, this browser's storage is full/,
      );
    } finally {
      full.mockRestore();
    }
    expect((await store.pictures()).map((p) => p.name)).toEqual(["1"]);
    await store.addPicture(picture(id, "3"), new Blob(["3"]));
    expect((await store.pictures()).map((p) => p.name)).toEqual(["1", "3"]);
  });

  it("doesWithoutFeaturesWhenFull", async () => {
    const store = await IndexedStore.open(fresh());
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    try {
      await store.keepFeatures({ sha256: "a", backboneDigest: "b", imageSize: 1 }, new Float32Array(1));
    } finally {
      full.mockRestore();
    }
    expect(await store.features({ sha256: "a", backboneDigest: "b", imageSize: 1 })).toBeUndefined();
  });

  it("isMemoryWithANoticeWhereTheBrowserRefuses", async () => {
    const refused = vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    });
    try {
      const store = await openStore();
      expect(store.notice).toMatch(/a reload loses pictures/);
      await store.addClass("dog");
      expect(await store.classes()).toHaveLength(1);
    } finally {
      refused.mockRestore();
    }
  });

  it("hasNoNoticeWhereItKeeps", async () => {
    expect((await openStore(() => {}, fresh())).notice).toBeUndefined();
  });
});
