import { sizeOf } from "../../src/learning/sums/layout";
import type { NodeEvent } from "../../src/wire/node/events";
import { ClientNode, type NodeOptions } from "../../src/wire/node/node";
import type { PreparedData } from "../../src/wire/node/preparation";
import type {
  ClientRound,
  Contribution,
  ExampleData,
  Inbox,
  Learning,
  NamedVectors,
  Roster,
  SecAggClient,
  SecAggSetup,
  TrainTask,
} from "../../src/wire/ports";
import { sha256 } from "../../src/wire/sha256";
import { BACKBONE, type FakeCoordinator } from "./fakeCoordinator";

/** Time that is turned by hand. */
export class FakeClock {
  private time = 1_000_000;
  private timers: { at: number; then: () => void }[] = [];

  now = () => this.time;

  after = (ms: number, then: () => void) => {
    const timer = { at: this.time + ms, then };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((t) => t !== timer);
    };
  };

  /** Runs every timer that is due on the way, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        break;
      }
      this.time = Math.max(this.time, next.at);
      this.timers = this.timers.filter((t) => t !== next);
      next.then();
    }
    this.time = end;
  }

  /** The machine sleeps: time passes and no timer runs until it is over; each then runs once. */
  sleep(ms: number): void {
    this.time += ms;
    const due = this.timers.filter((t) => t.at <= this.time);
    this.timers = this.timers.filter((t) => t.at > this.time);
    for (const timer of due) {
      timer.then();
    }
  }
}

/** A trainer that can be held up. */
export class FakeWork implements Learning<ExampleData> {
  readonly trained: number[] = [];
  private gate: Promise<void> = Promise.resolve();
  private open = () => {};
  diverges = false;
  /** What each task was to go on from. */
  readonly remembered: NamedVectors[] = [];
  /** How many examples each task could score on. */
  readonly heldOut: number[] = [];

  hold(): void {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  release(): void {
    this.open();
  }

  examples = (data: ExampleData) => data;

  contribute = async (
    client: string,
    examples: ExampleData,
    heldOut: ExampleData,
    task: TrainTask,
    memory: NamedVectors,
  ): Promise<ClientRound> => {
    this.trained.push(task.round);
    this.remembered.push(memory);
    this.heldOut.push(heldOut.labels.length);
    await this.gate;
    const numExamples = examples.labels.length;
    const contribution = {
      client,
      round: task.round,
      numExamples,
      weight: numExamples,
      vectors: task.schema.vectors.map(({ layout, integers }) =>
        integers ? new BigInt64Array(sizeOf(layout)).fill(7n) : new Float32Array(sizeOf(layout)).fill(task.round + 0.5),
      ),
      trainLoss: 0.25,
      withinNorm: true,
      scalars: task.schema.slots.slice(3).map(() => 4),
    };
    return { contribution, memory: new Map([["control", new Float32Array([task.round])]]) };
  };

  encodeMasked = (contribution: Contribution, task: TrainTask) => {
    if (this.diverges) {
      throw new Error(`round ${task.round}: the training has diverged`);
    }
    const values = contribution.vectors.reduce((sum, { length }) => sum + length, 0);
    return new BigInt64Array(values + task.schema.slots.length);
  };

  evaluate = () => ({ lossSum: 1.5, correct: [1, 0], total: [1, 1] });
}

/** Masks that hide nothing, and remember how often each step was taken. */
export class FakeSecAgg implements SecAggClient {
  readonly steps: string[] = [];

  constructor(
    readonly setup: SecAggSetup,
    private readonly number: number,
  ) {}

  advertise = async () => {
    this.steps.push("advertise");
    return { sharingKey: bytes(32, this.number), maskingKey: bytes(32, 2), signature: bytes(0, 0) };
  };

  share = async (roster: Roster) => {
    this.steps.push("share");
    if (roster.recipient !== "anna") {
      throw new Error(`roster: for ${roster.recipient} (expected: anna)`);
    }
    return { seedCommitment: bytes(32, 3), boxes: [{ client: "bo", box: bytes(93, 4) }] };
  };

  mask = async (_inbox: Inbox, units: BigInt64Array) => {
    this.steps.push("mask");
    const masked = bytes(units.length * 8, 5);
    return { bytes: masked, digest: await sha256(masked) };
  };

  confirm = async () => {
    this.steps.push("confirm");
    return { survivorsDigest: bytes(32, 6), signature: bytes(0, 0) };
  };

  unmask = async () => {
    this.steps.push("unmask");
    return { seedShares: [{ owner: "anna", x: 1, value: bytes(32, 7) }], keyShares: [] };
  };

  forget = () => {
    this.steps.push("forget");
  };
}

const bytes = (size: number, value: number) => new Uint8Array(size).fill(value);

/** A node with everything fake around it. */
export function fakeNode(coordinator: FakeCoordinator, changes: Partial<NodeOptions> = {}) {
  const events: NodeEvent[] = [];
  const clock = new FakeClock();
  const work = new FakeWork();
  const secAggs: FakeSecAgg[] = [];
  const signals = { online: () => {}, shown: () => {}, offline: () => {}, hidden: false };
  const node = new ClientNode({
    name: "anna",
    transport: coordinator.transport(),
    prepare: async () => DATA,
    listener: (event) => events.push(event),
    demands: {},
    learning: work,
    newSecAgg: async (setup) => {
      const made = new FakeSecAgg(setup, secAggs.length + 1);
      secAggs.push(made);
      return made;
    },
    backoff: { firstMs: 1000, longestMs: 8000, jitter: 0, maxAttempts: 0, random: () => 0 },
    clock,
    signals: {
      listen: (online, shown, offline) => {
        Object.assign(signals, { online, shown, offline });
        return () => Object.assign(signals, { online: () => {}, shown: () => {}, offline: () => {} });
      },
      hidden: () => signals.hidden,
    },
    rest: async () => {},
    ...changes,
  });
  const kinds = () => events.map((event) => event.kind);
  const last = <K extends NodeEvent["kind"]>(kind: K) =>
    events.filter((event): event is Extract<NodeEvent, { kind: K }> => event.kind === kind).at(-1);
  return { node, events, clock, work, secAggs, signals, kinds, last };
}

/** Features that no message holds by chance. */
export const DATA: PreparedData = {
  backboneDigest: BACKBONE,
  features: 3,
  train: {
    matrix: Float32Array.from({ length: 12 }, (_, i) => Math.fround(Math.PI * (i + 1))),
    labels: ["dog", "cat", "dog", "cat"],
  },
  heldOut: { matrix: Float32Array.from([0.123, 0.456, 0.789]), labels: ["cat"] },
  identity: "cd".repeat(32),
};
