const NAME = "headwater-join";

/** Whether this tab may take part: one at a time in a browser, since the tabs share name and pictures. */
export interface TabLock {
  release(): void;
}

/**
 * Takes the one place of this browser; undefined if another tab has it for longer than `patienceMs` (a page that is being reloaded gives
 * it up late). Where the browser has no locks (pages that came over plain HTTP) every tab gets it; the coordinator then refuses the
 * second of one name.
 */
export function takePlace(
  patienceMs: number,
  locks: LockManager | undefined = globalThis.navigator?.locks,
): Promise<TabLock | undefined> {
  if (!locks) {
    return Promise.resolve({ release: () => {} });
  }
  return new Promise((resolve) => {
    locks
      .request(
        NAME,
        { signal: AbortSignal.timeout(patienceMs) },
        () => new Promise<void>((release) => resolve({ release })),
      )
      .catch(() => resolve(undefined));
  });
}
