import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { Federation, type RoundReport, type RunStatus } from "../gen/headwater/v1/federation_pb";
import { delay, FOR_EVER } from "./backoff";

/**
 * Events for a watcher. `gone` is followed by another try after `retryInMs`; `completed`
 * (the run is over) and `refused` (asking again would not help) are the last.
 */
export type WatchNews =
  | { kind: "connecting" }
  | { kind: "status"; status: RunStatus }
  | { kind: "round"; report: RoundReport }
  | { kind: "gone"; reason: string; retryInMs: number }
  | { kind: "completed" }
  | { kind: "refused"; reason: string; token: boolean };

/** What tests replace. */
export interface WatchOptions {
  /** Ends early where somebody is tired of waiting; rejects or resolves when `signal` aborts. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random?: () => number;
  /** Milliseconds of silence after which the stream is considered dead. */
  silenceMs?: number;
}

/** The coordinator sends a status every 15 s at least; a phone that slept misses some. */
const SILENCE_MS = 40_000;

/**
 * Watches the run until it is over or `signal` aborts, and comes back after every break: waits
 * 0.5 s, 1 s, 2 s and so on to 15 s, each less up to half by chance so that watchers do not return
 * all at once. All reports of the run come again after a break.
 *
 * Mirrors the server's `Watchers`.
 */
export async function* watch(
  transport: Transport,
  token: string | undefined,
  signal: AbortSignal,
  options: WatchOptions = {},
): AsyncGenerator<WatchNews> {
  const client = createClient(Federation, transport);
  const pause = options.pause ?? sleep;
  const random = options.random ?? Math.random;
  let failures = 0;
  while (!signal.aborted) {
    const call = new AbortController();
    const stop = () => call.abort();
    signal.addEventListener("abort", stop);
    try {
      yield { kind: "connecting" };
      const events = client.watch({ token: token ?? "" }, { signal: call.signal });
      for await (const { event } of alive(events, options.silenceMs ?? SILENCE_MS)) {
        failures = 0;
        if (event.case === "status") {
          yield { kind: "status", status: event.value };
        } else if (event.case === "round") {
          yield { kind: "round", report: event.value };
        }
      }
      yield { kind: "completed" };
      return;
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      const error = ConnectError.from(failure);
      if (isFinal(error.code)) {
        yield { kind: "refused", reason: error.rawMessage, token: error.code === Code.Unauthenticated };
        return;
      }
      const retryInMs = delay({ ...FOR_EVER, random }, ++failures);
      yield { kind: "gone", reason: goneReason(error), retryInMs };
      await pause(retryInMs, signal);
    } finally {
      signal.removeEventListener("abort", stop);
      call.abort();
    }
  }
}

/** Codes that asking again does not change. */
function isFinal(code: Code): boolean {
  return (
    code === Code.Unauthenticated ||
    code === Code.PermissionDenied ||
    code === Code.Unimplemented ||
    code === Code.InvalidArgument ||
    code === Code.FailedPrecondition
  );
}

/** The coordinator's own sentence where it sent one: a browser's "Failed to fetch" says nothing. */
function goneReason(error: ConnectError): string {
  return error.code === Code.Unavailable && /coordinator/.test(error.rawMessage)
    ? error.rawMessage
    : "the coordinator does not answer (expected: it runs, and this device reaches it)";
}

/** Fails where the next item takes longer than `silenceMs`. */
async function* alive<T>(items: AsyncIterable<T>, silenceMs: number): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  while (true) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ConnectError("nothing was heard", Code.Unavailable)), silenceMs);
    });
    try {
      const next = await Promise.race([iterator.next(), silence]);
      if (next.done) {
        return;
      }
      yield next.value;
    } finally {
      clearTimeout(timer);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
