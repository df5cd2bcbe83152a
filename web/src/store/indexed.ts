import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from "idb";
import { answerFor, answerKey, type KeptAnswer } from "../wire/ledger/ledger";
import type { Participation } from "../wire/ledger/participation";
import { judge, type Verdict } from "../wire/ledger/rules";
import { type ClientKey, freshKey, keyOf } from "../wire/node/key";
import { memoryKey, type Versions } from "../wire/node/memory";
import type { Demands } from "../wire/policy/demands";
import { textOf } from "./memory";
import {
  type ClassRecord,
  type FeatureKey,
  NEW_SESSION,
  type NewPicture,
  type PictureRecord,
  type Session,
  StoreError,
} from "./records";
import type { Store } from "./store";

interface Schema extends DBSchema {
  classes: { key: string; value: ClassRecord };
  pictures: { key: string; value: PictureRecord; indexes: { classId: string } };
  /** Apart from the records: listing pictures must not read their bytes. */
  files: { key: string; value: Blob };
  features: { key: string; value: Float32Array };
  session: { key: "session"; value: Session };
  /** By client name. The secret halves cannot be read, here or anywhere. */
  keys: { key: string; value: CryptoKeyPair };
  /** By run and client. */
  memories: { key: string; value: { readonly kept: number; readonly versions: Versions } };
  /** In the order they were entered; none is ever removed. */
  participations: { key: number; value: Participation };
  /** By run and client: the last one that cannot be computed again. */
  answers: { key: string; value: KeptAnswer & { readonly kept: number } };
}

const VERSION = 3;

/** Memories, and answers, of so many runs or names stay; each is as large as a few heads. */
const MEMORIES = 8;

/** Keeps everything in this browser's IndexedDB. Bytes never leave it. */
export class IndexedStore implements Store {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /**
   * Opens or makes the database.
   *
   * @param onLost told when the browser closes it: cleared site data, or a newer version of the pages in another tab
   * @throws whatever the browser throws where it keeps nothing
   */
  static async open(name = "headwater", onLost: () => void = () => {}): Promise<IndexedStore> {
    const db = await openDB<Schema>(name, VERSION, {
      async upgrade(database, before, _now, transaction) {
        if (before < 1) {
          database.createObjectStore("classes", { keyPath: "id" });
          database.createObjectStore("pictures", { keyPath: "id" }).createIndex("classId", "classId");
          database.createObjectStore("files");
          database.createObjectStore("features");
          database.createObjectStore("session");
        }
        if (before < 2) {
          database.createObjectStore("memories");
        }
        database.createObjectStore("participations", { autoIncrement: true });
        database.createObjectStore("answers");
        // 2, which the page proposed before, is no sum where one of the others may collude.
        const sessions = transaction.objectStore("session");
        const session = await sessions.get("session");
        if (session?.minSurvivors === "2") {
          await sessions.put({ ...session, minSurvivors: NEW_SESSION.minSurvivors }, "session");
        }
        database.createObjectStore("keys");
      },
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        onLost();
      },
      terminated: onLost,
    });
    return new IndexedStore(db);
  }

  close(): void {
    this.db.close();
  }

  async clientKey(name: string): Promise<ClientKey> {
    const kept = await this.db.get("keys", name);
    if (kept !== undefined) {
      return keyOf(kept);
    }
    const fresh = await freshKey();
    return storing(`key of ${name}`, async () => {
      // Another tab may have been faster: whoever comes second takes the first one's.
      const transaction = this.db.transaction("keys", "readwrite");
      const first = await transaction.store.get(name);
      await all(transaction.done, first === undefined ? [transaction.store.add(fresh.pair, name)] : []);
      return first === undefined ? fresh : keyOf(first);
    });
  }

  async classes(): Promise<ClassRecord[]> {
    return (await this.db.getAll("classes")).sort((a, b) => a.order - b.order);
  }

  async addClass(name: string): Promise<ClassRecord> {
    return storing(`class ${name}`, async () => {
      const transaction = this.db.transaction("classes", "readwrite");
      const last = (await transaction.store.getAll()).reduce((most, { order }) => Math.max(most, order), 0);
      const record = { id: freshId(), name, order: last + 1 };
      await all(transaction.done, [transaction.store.add(record)]);
      return record;
    });
  }

  async renameClass(id: string, name: string): Promise<void> {
    await storing(`class ${name}`, async () => {
      const transaction = this.db.transaction("classes", "readwrite");
      const found = await transaction.store.get(id);
      if (!found) {
        throw new StoreError(`class ${name}: is gone (expected: one that was made; make it again)`);
      }
      await all(transaction.done, [transaction.store.put({ ...found, name })]);
    });
  }

  async removeClass(id: string): Promise<void> {
    await storing("class", async () => {
      const transaction = this.db.transaction(["classes", "pictures", "files"], "readwrite");
      const pictures = transaction.objectStore("pictures");
      for (const key of await pictures.index("classId").getAllKeys(id)) {
        await pictures.delete(key);
        await transaction.objectStore("files").delete(key);
      }
      await transaction.objectStore("classes").delete(id);
      await transaction.done;
    });
  }

  async pictures(): Promise<PictureRecord[]> {
    return (await this.db.getAll("pictures")).sort((a, b) => a.added - b.added);
  }

  async addPicture(picture: NewPicture, file: Blob): Promise<PictureRecord> {
    return storing(picture.name, async () => {
      const transaction = this.db.transaction(["classes", "pictures", "files"], "readwrite");
      // A counter would need a record of its own; time does, made unique.
      const record = { ...picture, id: freshId(), added: stamp(), size: file.size };
      if (!(await transaction.objectStore("classes").get(picture.classId))) {
        throw new StoreError(`${picture.name}: its class is gone (expected: one that was made; make it again)`);
      }
      await all(transaction.done, [
        transaction.objectStore("pictures").add(record),
        transaction.objectStore("files").add(file, record.id),
      ]);
      return record;
    });
  }

  async removePicture(id: string): Promise<void> {
    await storing("picture", async () => {
      const transaction = this.db.transaction(["pictures", "files"], "readwrite");
      await all(transaction.done, [
        transaction.objectStore("pictures").delete(id),
        transaction.objectStore("files").delete(id),
      ]);
    });
  }

  async file(id: string): Promise<Blob> {
    const file = await this.db.get("files", id);
    if (!file) {
      throw new StoreError(`picture ${id}: is gone (expected: one that was added; add it again)`);
    }
    return file;
  }

  async features(key: FeatureKey): Promise<Float32Array | undefined> {
    return this.db.get("features", textOf(key));
  }

  async keepFeatures(key: FeatureKey, features: Float32Array): Promise<void> {
    try {
      await this.db.put("features", features, textOf(key));
    } catch {
      // No room for them, or the database has gone: they are computed again next time.
    }
  }

  async memory(memoryId: string, client: string): Promise<Versions> {
    return storing(
      "memory",
      async () => (await this.db.get("memories", memoryKey(memoryId, client)))?.versions ?? new Map(),
    );
  }

  async keepMemory(memoryId: string, client: string, versions: Versions): Promise<void> {
    await storing("memory", async () => {
      // A contribution follows: what it rests on is on the disk first.
      const transaction = this.db.transaction("memories", "readwrite", { durability: "strict" });
      const value = { kept: stamp(), versions };
      await all(transaction.done, await putNewest(transaction.store, memoryKey(memoryId, client), value));
    });
  }

  async participations(): Promise<Participation[]> {
    return storing("what you took part in", () => this.db.getAll("participations"));
  }

  async enter(next: Participation, demands: Demands, answer?: readonly Uint8Array[]): Promise<Verdict> {
    return storing("what you took part in", async () => {
      // One transaction, so that of two pages at most one enters a round; on the disk before anything of it leaves.
      const transaction = this.db.transaction(["participations", "answers"], "readwrite", { durability: "strict" });
      const participations = transaction.objectStore("participations");
      const verdict = judge(await participations.getAll(), next, demands);
      const requests: Promise<unknown>[] = [];
      if (verdict.kind === "new") {
        if (answer !== undefined) {
          const value = { kept: stamp(), setup: next.setup, messages: answer };
          requests.push(...(await putNewest(transaction.objectStore("answers"), answerKey(next), value)));
        }
        requests.push(participations.add(next)); // last: whatever throws before it has entered nothing
      }
      await all(transaction.done, requests);
      return verdict;
    });
  }

  async keptAnswer(of: Participation): Promise<readonly Uint8Array[] | undefined> {
    return storing("what was answered", async () => answerFor(of, await this.db.get("answers", answerKey(of))));
  }

  async session(): Promise<Session> {
    return { ...NEW_SESSION, ...(await this.db.get("session", "session")) };
  }

  async saveSession(part: Partial<Session>): Promise<void> {
    await storing("what you typed", async () => {
      const transaction = this.db.transaction("session", "readwrite");
      const before = (await transaction.store.get("session")) ?? NEW_SESSION;
      await all(transaction.done, [transaction.store.put({ ...before, ...part }, "session")]);
    });
  }
}

/** Puts a value in the place of the one before and removes the oldest of others. */
async function putNewest<Name extends "memories" | "answers">(
  store: IDBPObjectStore<Schema, StoreNames<Schema>[], Name, "readwrite">,
  own: string,
  value: Schema[Name]["value"],
): Promise<Promise<unknown>[]> {
  const ages: { key: string; kept: number }[] = [];
  for await (const { key, value } of store) {
    ages.push({ key: String(key), kept: value.kept });
  }
  const others = ages.filter(({ key }) => key !== own).sort((a, b) => b.kept - a.kept);
  return [store.put(value, own), ...others.slice(MEMORIES - 1).map(({ key }) => store.delete(key))];
}

/** Waits for the whole transaction: a full disk shows there, its requests say no more than that they were aborted. */
async function all(done: Promise<void>, requests: Promise<unknown>[]): Promise<void> {
  const [whole, ...parts] = await Promise.allSettled([done, ...requests]);
  for (const result of [whole, ...parts]) {
    if (result.status === "rejected") {
      throw result.reason;
    }
  }
}

/** Turns what browsers throw into a sentence; the transaction has been rolled back by then. */
async function storing<T>(what: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (e) {
    if (e instanceof StoreError) {
      throw e;
    }
    const reason = e instanceof Error ? e.name : String(e);
    throw new StoreError(
      reason === "QuotaExceededError"
        ? `${what}: not kept, this browser's storage is full (expected: room; remove pictures you do not need, or free space on this device). What was here before is still here`
        : `${what}: not kept, the browser answered ${reason} (expected: storage that works; load this page again)`,
      { cause: e },
    );
  }
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP. */
function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
}

let latest = 0;

/** Microseconds, and later than every stamp before, also within one microsecond. */
function stamp(): number {
  latest = Math.max(latest + 1, Math.round(Date.now() * 1000));
  return latest;
}
