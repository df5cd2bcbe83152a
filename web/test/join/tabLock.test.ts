import { describe, expect, it } from "vitest";
import { takePlace } from "../../src/join/tabLock";

/** One name, first come first served; a wait ends with its signal. */
class FakeLocks {
  private held = false;

  async request(_name: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>): Promise<void> {
    while (this.held) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    this.held = true;
    try {
      await work();
    } finally {
      this.held = false;
    }
  }
}

const manager = (locks: FakeLocks) => locks as unknown as LockManager;

describe("the place of a browser", () => {
  it("isTakenOnce", async () => {
    const locks = manager(new FakeLocks());
    expect(await takePlace(1000, locks)).toBeDefined();
    expect(await takePlace(1, locks)).toBeUndefined();
  });

  it("isWaitedForWhileAReloadedPageGoes", async () => {
    const locks = manager(new FakeLocks());
    const before = await takePlace(1000, locks);
    const after = takePlace(10_000, locks);
    before!.release();
    expect(await after).toBeDefined();
  });

  it("isFreeWhereTheBrowserHasNoLocks", async () => {
    expect(await takePlace(1, undefined)).toBeDefined();
  });
});
