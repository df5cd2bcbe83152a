import { IndexedStore } from "./indexed";
import { MemoryStore } from "./memory";
import type { Store } from "./store";

const PATIENCE_MS = 5000;

/**
 * The browser's storage, or memory with a notice where the browser keeps nothing: private windows, blocked site data, another tab that
 * holds an older version.
 *
 * @param onLost told with a sentence when the storage is closed under the page
 */
export async function openStore(onLost: (notice: string) => void = () => {}, name?: string): Promise<Store> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    if (typeof indexedDB === "undefined") {
      return new MemoryStore(lossy("this browser has no storage for pages"));
    }
    const slow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("it does not answer")), PATIENCE_MS);
    });
    const lost = () =>
      onLost(
        "storage: closed by the browser, perhaps in another tab (expected: it stays open; load this page again before you add more)",
      );
    const store = await Promise.race([IndexedStore.open(name, lost), slow]);
    return store;
  } catch (e) {
    const reason = e instanceof Error ? e.message || e.name : String(e);
    return new MemoryStore(lossy(`this browser keeps nothing for this page (${reason})`));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks the browser not to clear what is stored when space runs short. Some browsers ask the person, so this belongs behind something that
 * the person did; refused, everything works as before.
 */
export function askToStay(): void {
  void globalThis.navigator?.storage?.persist?.().catch(() => {});
}

function lossy(why: string): string {
  return `storage: ${why}. Everything works, but a reload loses pictures, classes and the account of what you took part in (expected: allowed site data; use a window that is not private to keep them)`;
}
