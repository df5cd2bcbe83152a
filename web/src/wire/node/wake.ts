import type { Clock } from "../clock";

/** What a page tells about having been away. */
export interface PageSignals {
  /** Calls `online` when the network is back, `shown` when the page is looked at again, `offline` when the network goes; what is given back ends it. */
  listen(online: () => void, shown: () => void, offline: () => void): () => void;
  hidden(): boolean;
}

/** The browser's own; silent where there is no page, as in a test. */
export const BROWSER_SIGNALS: PageSignals = {
  listen(online, shown, offline) {
    const page = globalThis.document;
    if (page === undefined) {
      return () => {};
    }
    const visible = () => page.visibilityState === "visible" && shown();
    globalThis.addEventListener("online", online);
    globalThis.addEventListener("offline", offline);
    globalThis.addEventListener("pageshow", visible);
    page.addEventListener("visibilitychange", visible);
    page.addEventListener("resume", visible);
    return () => {
      globalThis.removeEventListener("online", online);
      globalThis.removeEventListener("offline", offline);
      globalThis.removeEventListener("pageshow", visible);
      page.removeEventListener("visibilitychange", visible);
      page.removeEventListener("resume", visible);
    };
  },
  hidden: () => globalThis.document?.visibilityState === "hidden",
};

const TICK_MS = 5_000;

/** A timer that is this much late has slept with the machine. */
const ASLEEP_MS = 30_000;

/** Hidden pages get their timers once a minute at worst, and are awake all the same. */
const ASLEEP_HIDDEN_MS = 90_000;

/** A stream that says nothing for so long is asked whether it is still there, by opening it anew. */
const SILENT_MS = 600_000;

/**
 * Finds out that a stream may be dead without having said so: gRPC-Web shows no pings to a page, so
 * after a sleep, or on another network, nothing would ever come. `silentSince` gives when the stream
 * was last heard, undefined where none is open.
 */
export function watchForSilence(
  clock: Clock,
  signals: PageSignals,
  silentSince: () => number | undefined,
  retry: () => void,
  reopen: (reason: string) => void,
): () => void {
  let last = clock.now();
  let wasHidden = signals.hidden();
  let callOff = () => {};
  const look = () => {
    const now = clock.now();
    const late = now - last - TICK_MS;
    const allowed = wasHidden ? ASLEEP_HIDDEN_MS : ASLEEP_MS;
    last = now;
    wasHidden = signals.hidden();
    const heard = silentSince();
    if (late > allowed) {
      reopen("this device slept; the connection is opened anew");
    } else if (heard !== undefined && now - heard > SILENT_MS) {
      reopen("nothing was heard for a while; the connection is opened anew");
    }
  };
  const tick = () => {
    look();
    callOff = clock.after(TICK_MS, tick);
  };
  callOff = clock.after(TICK_MS, tick);
  const deaf = signals.listen(
    () => reopen("the network has changed; the connection is opened anew"),
    () => {
      look();
      retry();
    },
    // A stream over a network that is gone may never say so; to a coordinator on this machine it is open again at once.
    () => silentSince() !== undefined && reopen("this device is offline; the connection is opened anew"),
  );
  return () => {
    callOff();
    deaf();
  };
}
