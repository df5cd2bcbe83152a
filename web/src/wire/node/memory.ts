import type { NamedVectors } from "../ports";

/** One client's memory by the round whose outcome it is, at most two of them: Java's learning.clients.Versions. */
export type Versions = ReadonlyMap<number, NamedVectors>;

/**
 * What this client keeps between rounds, such as SCAFFOLD's control variate, by run and client name. It never leaves
 * the browser.
 * Mirrors Java's `ClientMemory`: whether a contribution is in the sum is known to the coordinator alone, so it says
 * with every task from
 * which round the client goes on.
 */
export interface ClientMemory {
  /** What is kept; empty where nothing is. */
  memory(memoryId: string, client: string): Promise<Versions>;
  /** Keeps `versions` in the place of what was kept; fails with a sentence if that cannot be. */
  keepMemory(memoryId: string, client: string, versions: Versions): Promise<void>;
}

/** This client takes no part in the round, and the coordinator should not wait for it; the message is a sentence. */
export class StaysOut extends Error {
  override readonly name = "StaysOut";
}

/** What goes wrong with what this browser keeps costs this round, and no more. */
export async function staying<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (e) {
    throw new StaysOut(e instanceof Error ? e.message : String(e));
  }
}

/**
 * Only the memory of `round`, from which the client continues: older entries will not be asked for again, and newer
 * ones were not counted. Empty for round 0.
 *
 * @throws StaysOut if nothing is remembered of that round: to start from nothing would silently break what the
 * coordinator counts on
 */
export function from(versions: Versions, round: number, client: string): Versions {
  const found = versions.get(round);
  if (found !== undefined) {
    return new Map([[round, found]]);
  }
  if (round === 0) {
    return new Map();
  }
  const rounds = [...versions.keys()].sort((a, b) => a - b).join(" and ");
  throw new StaysOut(
    `memory: ${client} was counted in round ${round}, and this browser remembers ${rounds === "" ? "nothing" : `round ${rounds}`} (expected: its memory of that round; it was cleared, or another browser took part under this name. The run goes on without this one; a new run can start with it)`,
  );
}

/** The same with the outcome of `round`. */
export function withOutcome(versions: Versions, round: number, next: NamedVectors): Versions {
  return new Map([...versions, [round, next]]);
}

/** Keeps memory for the lifetime of the page. */
export class PageMemory implements ClientMemory {
  private readonly kept = new Map<string, Versions>();

  memory = async (memoryId: string, client: string): Promise<Versions> =>
    this.kept.get(memoryKey(memoryId, client)) ?? new Map();

  keepMemory = async (memoryId: string, client: string, versions: Versions): Promise<void> => {
    this.kept.set(memoryKey(memoryId, client), versions);
  };
}

/** Run and client as one text; neither holds a line's end. */
export function memoryKey(memoryId: string, client: string): string {
  return `${memoryId}\n${client}`;
}
