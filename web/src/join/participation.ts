import type { Session } from "../store/records";
import type { NodeEvent } from "../wire/node/events";
import type { ClientNode, NodeOptions } from "../wire/node/node";
import type { RunDescription } from "../wire/run";
import { type PreparationProgress, type PreparationSource, prepare } from "./pictures/prepare";
import { after, IDLE, logged, type Progress, says } from "./progress";
import { demands } from "./readiness";
import { type TabLock, takePlace } from "./tabLock";
import { count, sentence } from "./words";

/** What taking part needs. */
export interface ParticipationParts {
  readonly source: PreparationSource;
  /** `new ClientNode`, but in tests. */
  newNode(options: Omit<NodeOptions, "transport">): Pick<ClientNode, "start" | "leave">;
  /** Called whenever something changes. */
  changed(): void;
  /** Remembers across a reload whether the person takes part. */
  remember(joined: boolean): Promise<void>;
  readonly place?: (patienceMs: number) => Promise<TabLock | undefined>;
  readonly now?: () => number;
}

/** Progress of the features. */
export interface FeatureProgress extends PreparationProgress {
  /** Estimated milliseconds until the last one, if known. */
  readonly remainingMs: number | undefined;
}

/** The person's part in a run: joins, listens to the node, leaves; one node at a time. */
export class Participation {
  progress: Progress = IDLE;
  features: FeatureProgress | undefined;
  private node: Pick<ClientNode, "start" | "leave"> | undefined;
  private lock: TabLock | undefined;
  private joining = false;

  constructor(private readonly parts: ParticipationParts) {}

  /** Whether a node is running or starting. */
  get busy(): boolean {
    return this.joining || this.node !== undefined;
  }

  /**
   * Joins. Nothing happens if that is so already.
   *
   * @param resumed whether it is a reload that joins again by itself
   */
  async join(session: Session, resumed: boolean): Promise<void> {
    if (this.busy) {
      return;
    }
    this.joining = true;
    this.progress = { ...this.progress, rounds: [], runId: undefined, round: undefined };
    this.tell(resumed ? "You took part before this page was loaded again. Joining again by itself." : "Joining.");
    try {
      this.lock = await (this.parts.place ?? takePlace)(3000);
      if (this.lock === undefined) {
        this.idle("Another tab of this browser takes part already. Leave there first, then join here.", "warn");
        return;
      }
      if (!this.joining) {
        this.release(); // left meanwhile
        return;
      }
      await this.parts.remember(true).catch((e: unknown) => this.note(sentence(e)));
      this.node = this.parts.newNode({
        name: session.name,
        ...(session.token === "" ? {} : { token: session.token }),
        prepare: (run, signal) => this.prepared(run, session.name, signal),
        listener: (event) => this.heard(event),
        demands: demands(session),
      });
      this.node.start();
    } catch (e) {
      this.node = undefined;
      this.release();
      this.idle(`${sentence(e)} Nothing was sent.`, "bad");
    } finally {
      this.joining = false;
      this.parts.changed();
    }
  }

  /** Leaves; the node says when that is done. */
  leave(): void {
    this.joining = false;
    this.node?.leave();
  }

  /** Adds a line to the log. */
  note(text: string): void {
    this.progress = logged(this.progress, this.now(), text);
    this.parts.changed();
  }

  private async prepared(run: RunDescription, client: string, signal: AbortSignal) {
    const start = this.now();
    this.features = undefined;
    try {
      const data = await prepare(run, client, this.parts.source, signal, (p) => {
        const computed = p.done - p.cached;
        const each = (this.now() - start) / computed;
        const finite = computed >= 2 && Number.isFinite(each);
        this.features = { ...p, remainingMs: finite ? each * (p.total - p.done) : undefined };
        this.parts.changed();
      });
      const skipped = this.features ? (this.features as FeatureProgress).skipped : [];
      for (const reason of skipped) {
        this.note(`Left out: ${reason}`);
      }
      this.note(
        `${count(data.train.labels.length)} pictures to train on, ${count(data.heldOut.labels.length)} kept out to score the model.`,
      );
      return data;
    } finally {
      if (signal.aborted) {
        this.features = undefined;
      }
      this.parts.changed();
    }
  }

  private heard(event: NodeEvent): void {
    this.progress = after(this.progress, event, this.now());
    if (event.kind === "ended") {
      this.node = undefined;
      this.features = undefined;
      this.release();
      // The coordinator was only unreachable and the person still wants to take part: a reload tries again.
      if (event.outcome.kind !== "unreachable") {
        void this.parts.remember(false).catch((e: unknown) => this.note(sentence(e)));
      }
    }
    this.parts.changed();
  }

  private tell(text: string): void {
    this.progress = says(this.progress, this.now(), text, "");
    this.parts.changed();
  }

  private idle(text: string, tone: Progress["tone"]): void {
    this.progress = { ...says(this.progress, this.now(), text, tone), phase: "idle" };
  }

  private release(): void {
    this.lock?.release();
    this.lock = undefined;
  }

  private now(): number {
    return (this.parts.now ?? Date.now)();
  }
}
