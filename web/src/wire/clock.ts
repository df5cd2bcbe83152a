/** Time as the node sees it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since some moment, also those that the machine slept. */
  now(): number;
  /** Runs `then` once after `ms`; what is given back calls it off. */
  after(ms: number, then: () => void): () => void;
}

/** The browser's. Timers of hidden tabs may be late by a minute; nothing here depends on that. */
export const BROWSER_CLOCK: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const id = setTimeout(then, ms);
    return () => clearTimeout(id);
  },
};

/**
 * Lets the page draw and answer before the next heavy piece of work. A message to oneself, because
 * timers are held back to one a second, or a minute, in hidden tabs, and messages are not.
 */
export function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
