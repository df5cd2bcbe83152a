/**
 * How long to wait before trying again: `min(longest, first * 2^(attempt - 1)) * (1 - jitter * u)`
 * milliseconds with u uniform in [0, 1), so that a thousand clients do not return in the same
 * instant. Mirrors Java's `Backoff`.
 */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** In [0, 1]. */
  readonly jitter: number;
  /** Failures in a row after which the node gives up; 0 for never. */
  readonly maxAttempts: number;
  /** Gives u. */
  random(): number;
}

/** From half a second to 5 seconds, for ever. */
export const FOR_EVER: Backoff = {
  firstMs: 500,
  longestMs: 5_000,
  jitter: 0.5,
  maxAttempts: 0,
  random: Math.random,
};

/** The wait in milliseconds after a failure; `attempt` is 1 for the first failure in a row. */
export function delay(backoff: Backoff, attempt: number): number {
  const bounded = Math.min(backoff.firstMs * 2 ** Math.min(attempt - 1, 62), backoff.longestMs);
  return Math.floor(bounded * (1 - backoff.jitter * backoff.random()));
}

/** Whether `attempt` failures in a row are too many. */
export function exhausted(backoff: Backoff, attempt: number): boolean {
  return backoff.maxAttempts > 0 && attempt >= backoff.maxAttempts;
}
