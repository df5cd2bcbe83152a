import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import type { Assignment, Submission } from "../../gen/headwater/v1/federation_pb";
import { type Backoff, delay, exhausted, FOR_EVER } from "../backoff";
import { BROWSER_CLOCK, type Clock } from "../clock";
import { decodeStep } from "../codec/secagg";
import { WorkAssembly } from "../codec/work";
import { type Ledger, PageLedger } from "../ledger/ledger";
import { requireClient } from "../names";
import { anyDemand, type Demands, requireDemands } from "../policy/demands";
import type { Learning, NewSecAgg } from "../ports";
import type { RunDescription } from "../run";
import { isFinal, sentence } from "../statuses";
import { Connection, Refused } from "./connection";
import { Desk } from "./desk";
import type { NodeEvent, Outcome } from "./events";
import { type ClientKey, freshKey, signJoin, signSubmission } from "./key";
import { type ClientMemory, PageMemory } from "./memory";
import { joinRequest, Preparation, type Prepare, type PreparedData, Unavailable } from "./preparation";
import { BROWSER_SIGNALS, type PageSignals, watchForSilence } from "./wake";

export type { Demands, NodeEvent, Outcome, PreparedData, RunDescription };

/** Who a node is, and what it works with. */
export interface NodeOptions {
  /** Unique within the run; part of its randomness, so the same name and data give the same contribution. */
  readonly name: string;
  /** What the coordinator asks for; absent where it asks for nothing. */
  readonly token?: string;
  /** From `openTransport`. */
  readonly transport: Transport;
  readonly prepare: Prepare;
  readonly listener: (event: NodeEvent) => void;
  readonly demands: Demands;
  /** Trains and scores; without it `src/learning` does. */
  readonly learning?: Learning;
  /** The key of a client name, kept for as long as the browser keeps anything; without it a new one, and a reload loses the name. */
  readonly key?: (name: string) => Promise<ClientKey>;
  /** What it keeps between rounds; without it the page does, and a reload loses it. */
  readonly memory?: ClientMemory;
  /** Its own account of what it answers; without it the page keeps one, and a reload loses it. */
  readonly ledger?: Ledger;
  /** Masks; without it `src/secagg` does. */
  readonly newSecAgg?: NewSecAgg;
  readonly backoff?: Backoff;
  readonly clock?: Clock;
  readonly signals?: PageSignals;
  /** Between announcing heavy work and doing it, so that the page stays alive. */
  readonly rest?: () => Promise<void>;
}

/**
 * One client of a federated run, in a browser's tab. It asks the coordinator what the run is,
 * prepares its data, enrols, and then does what it is pushed until the run is over. Mirrors Java's
 * `ClientNode`, on one thread; the working half is in `Desk`.
 */
export class ClientNode {
  private readonly connection: Connection;
  private readonly preparation: Preparation;
  private readonly clock: Clock;
  private readonly backoff: Backoff;
  private readonly life = new AbortController();
  private desk: Desk | undefined;
  private key: ClientKey | undefined;
  /** Of messages that may be sent again, with the same bytes. */
  private readonly signatures = new WeakMap<Submission, Submission>();
  private started = false;
  private ended = false;
  private failures = 0;
  private session: Uint8Array | undefined;
  private heard: number | undefined;
  /** Ends a call under way, so that the next attempt follows at once. */
  private reopening: ((reason: string) => void) | undefined;
  private wakeUp: (() => void) | undefined;
  private stopWatching = () => {};

  /** A node that has not started. Throws a sentence if the name or the demands cannot be. */
  constructor(private readonly options: NodeOptions) {
    requireClient(options.name);
    requireDemands(options.demands);
    this.connection = new Connection(options.transport, options.token ?? "");
    this.preparation = new Preparation(options.prepare);
    this.clock = options.clock ?? BROWSER_CLOCK;
    this.backoff = options.backoff ?? FOR_EVER;
  }

  /** Starts, once; the listener hears the rest, `ended` last. */
  start(): void {
    if (this.started || this.ended) {
      throw new Error("this node has been started (make a new one)");
    }
    this.started = true;
    this.stopWatching = watchForSilence(
      this.clock,
      this.options.signals ?? BROWSER_SIGNALS,
      () => this.heard,
      () => this.wakeUp?.(),
      (reason) => {
        this.wakeUp?.();
        this.reopening?.(reason);
      },
    );
    void this.live();
  }

  /** Leaves the run; the outcome is `left` unless the node had ended. */
  leave(): void {
    this.end({ kind: "left" });
  }

  private async live(): Promise<void> {
    try {
      this.key = await (this.options.key ?? freshKey)(this.options.name);
    } catch (e) {
      this.end({ kind: "refused", reason: (e as Error).message });
    }
    try {
      this.desk = await this.openDesk();
    } catch (e) {
      this.end({ kind: "refused", reason: `this page is not complete: ${(e as Error).message} (load it again)` });
    }
    if (this.ended) {
      this.desk?.close(); // left before there was one
    }
    while (!this.ended) {
      this.tell({ kind: "connecting", attempt: this.failures + 1 });
      const trouble = await this.attempt();
      const enrolled = this.session !== undefined;
      this.session = undefined;
      this.heard = undefined;
      if (!this.ended) {
        await this.recover(trouble, enrolled);
      }
    }
  }

  /** Asks, prepares, enrols and works, until something ends that. */
  private async attempt(): Promise<Trouble> {
    const run = await this.call((signal) => this.connection.describe(signal));
    if ("error" in run) {
      return run;
    }
    let data: PreparedData;
    try {
      data = await this.preparation.of(run.value, this.life.signal, () =>
        this.tell({ kind: "preparing", run: run.value }),
      );
    } catch (e) {
      return { error: e instanceof Error && isAway(e) ? e : new Refused(e instanceof Error ? e.message : String(e)) };
    }
    if (this.ended) {
      return { error: new Error("left") };
    }
    this.desk!.use(data, run.value.memoryId);
    const stream = await this.call((signal) => this.listen(run.value, data, signal));
    return "error" in stream
      ? stream
      : { error: new ConnectError("the coordinator ended the stream", Code.Unavailable) };
  }

  /** One call, which ends with the node's life, or when it must be opened anew. */
  private async call<T>(make: (signal: AbortSignal) => Promise<T>): Promise<{ value: T } | Trouble> {
    const abort = new AbortController();
    const stop = () => abort.abort();
    let anew: string | undefined;
    this.life.signal.addEventListener("abort", stop);
    this.reopening = (reason) => {
      anew = reason;
      stop();
    };
    try {
      return { value: await make(abort.signal) };
    } catch (e) {
      if (anew !== undefined) {
        return { error: e as Error, anew };
      }
      const foreseen = e instanceof ConnectError || e instanceof Refused || abort.signal.aborted;
      return { error: foreseen ? (e as Error) : new Refused(`this page has a fault: ${e} (load it again)`) };
    } finally {
      this.reopening = undefined;
      this.life.signal.removeEventListener("abort", stop);
    }
  }

  private async recover(trouble: Trouble, enrolled: boolean): Promise<void> {
    const { error, anew } = trouble;
    if (anew !== undefined) {
      this.tell({ kind: "disconnected", reason: anew, retryInMs: 0 });
      return;
    }
    if (error instanceof Refused) {
      this.end({ kind: "refused", reason: error.message });
      return;
    }
    const status = ConnectError.from(error);
    const reason = error instanceof Unavailable ? error.message : sentence(status, enrolled);
    if (isFinal(status)) {
      this.end({ kind: "refused", reason });
      return;
    }
    this.failures++;
    if (exhausted(this.backoff, this.failures)) {
      this.end({ kind: "unreachable", reason });
      return;
    }
    const wait = delay(this.backoff, this.failures);
    this.tell({ kind: "disconnected", reason, retryInMs: wait });
    await this.sleep(wait);
  }

  /** Until the time is over, the device wakes up or the network is back. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        callOff();
        this.wakeUp = undefined;
        resolve();
      };
      const callOff = this.clock.after(ms, over);
      this.wakeUp = over;
      if (this.ended) {
        over(); // a listener left while it was told
      }
    });
  }

  // ---- the stream

  private async listen(run: RunDescription, data: PreparedData, signal: AbortSignal): Promise<void> {
    const { challenge } = this.connection;
    const scores = !anyDemand(this.options.demands);
    const request = { ...joinRequest(this.options.name, this.options.token ?? "", run, data, scores), challenge };
    const stream = { runId: "", assembly: new WorkAssembly("") };
    this.heard = this.clock.now();
    for await (const message of this.connection.join(await signJoin(this.key!, request), signal)) {
      if (signal.aborted || this.ended) {
        break;
      }
      this.heard = this.clock.now();
      await this.received(message, stream, signal);
    }
    signal.throwIfAborted();
  }

  private async received(message: Assignment, stream: Stream, signal: AbortSignal): Promise<void> {
    const desk = this.desk!;
    const { work } = message;
    switch (work.case) {
      case "welcome":
        stream.runId = work.value.runId;
        stream.assembly = new WorkAssembly(stream.runId);
        this.failures = 0;
        this.session = work.value.session;
        desk.labelled(work.value.labels?.names ?? []);
        desk.welcomed(stream.runId);
        this.tell({ kind: "joined", runId: stream.runId });
        break;
      case "labels":
        desk.labelled(work.value.names);
        break;
      case "wait":
        this.tell({ kind: "waiting", reason: work.value.reason });
        break;
      case "finished":
        this.end({ kind: "finished", summary: work.value.summary });
        break;
      case "memory":
      case "train":
      case "evaluate":
      case "part": {
        const made = await understood("work", () => stream.assembly.add(message));
        if (made !== undefined && !signal.aborted && !this.ended) {
          desk.assigned(made);
        }
        break;
      }
      case "roster":
      case "inbox":
      case "survivors":
      case "confirmations":
        desk.stepped(await understood("step of secure aggregation", async () => decodeStep(message, stream.runId)));
        break;
      default:
        throw new Refused(
          "assignment: of a kind that this version does not know (expected: the coordinator's version of Headwater; load this page again)",
        );
    }
  }

  // ---- beginning and ending

  private async signed(message: Submission): Promise<Submission> {
    const signed = this.signatures.get(message) ?? (await signSubmission(this.key!, message));
    this.signatures.set(message, signed);
    return signed;
  }

  private async openDesk(): Promise<Desk> {
    const { name, demands, rest } = this.options;
    const given = this.options;
    const needed = given.learning === undefined || given.newSecAgg === undefined;
    const own = needed ? await import("../worker/defaults") : undefined;
    return new Desk({
      name,
      demands,
      learning: given.learning ?? own!.openLearning(),
      memory: given.memory ?? new PageMemory(),
      ledger: given.ledger ?? new PageLedger(),
      newSecAgg: given.newSecAgg ?? own!.newSecAgg,
      post: {
        submit: async (message, session) => this.connection.submit({ ...(await this.signed(message)), session }),
        session: () => this.session,
        backoff: this.backoff,
        clock: this.clock,
      },
      ...(rest === undefined ? {} : { rest }),
      tell: (event) => this.tell(event),
      refuse: (reason) => this.end({ kind: "refused", reason }),
    });
  }

  private end(outcome: Outcome): void {
    if (!this.ended) {
      this.tell({ kind: "ended", outcome });
      this.ended = true;
      this.session = undefined;
      this.desk?.close();
      this.stopWatching();
      this.life.abort(); // the coordinator sees the stream end
      this.wakeUp?.();
    }
  }

  private tell(event: NodeEvent): void {
    if (!this.ended) {
      try {
        this.options.listener(event);
      } catch (e) {
        globalThis.reportError?.(e); // a fault of the page's must not end its part in the run
      }
    }
  }
}

interface Trouble {
  readonly error: Error;
  /** Why the connection was given up by this side, to be opened anew at once. */
  readonly anew?: string;
}

interface Stream {
  runId: string;
  assembly: WorkAssembly;
}

async function understood<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (e) {
    throw new Refused(`the coordinator's ${what} cannot be used: ${(e as Error).message}`);
  }
}

/** Whether a preparer failed because the coordinator went away: then trying again makes sense. */
function isAway(error: Error): boolean {
  return (
    error instanceof Unavailable ||
    (error instanceof ConnectError && !isFinal(error)) ||
    (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
  );
}
