import { describe, expect, test } from "vitest";
import type { Learning, TrainTask } from "../../src/wire/ports";
import { OffThread, serve, type Thread } from "../../src/wire/worker/offThread";
import { single } from "../learning/tasks";
import { HEAD } from "./fakeCoordinator";
import { FakeWork } from "./fakeNode";

const GRID = { fractionBits: 20, maxPerWeight: 1, maxTotalWeight: 100, ringBits: 64, noiseDeviation: 0 } as const;
const DATA = { matrix: new Float32Array([1, 2, 3]), labels: new Int32Array([1]), width: 3 };
const HELD_OUT = { matrix: new Float32Array(6), labels: new Int32Array([1, 0]), width: 3 };
const TASK = {
  round: 4,
  head: HEAD,
  seed: 7n,
  parameters: new Float32Array(8),
  schema: single("delta", HEAD, GRID),
} as unknown as TrainTask;
const MEMORY = new Map([["control", new Float32Array([1, 2])]]);

/** A thread whose messages are copied, as a Worker's are. */
function thread(work: Learning): Thread & { ended: boolean } {
  const outside: Thread & { ended: boolean } = {
    postMessage: (data) => queueMicrotask(() => inside.onmessage?.({ data: structuredClone(data) } as MessageEvent)),
    terminate: () => {
      outside.ended = true;
    },
    onmessage: null,
    onerror: null,
    ended: false,
  };
  const inside = {
    postMessage: (data: unknown) =>
      queueMicrotask(() => outside.onmessage?.({ data: structuredClone(data) } as MessageEvent)),
    onmessage: null as ((event: MessageEvent) => void) | null,
  };
  serve(work, inside);
  return outside;
}

describe("training on another thread", () => {
  test("gives what training here gives, and this thread does nothing", async () => {
    const [there, here] = [new FakeWork(), new FakeWork()];
    const off = new OffThread(() => thread(there as Learning), here as Learning);
    const examples = off.examples(DATA);
    const round = await off.contribute("anna", examples, off.examples(HELD_OUT), TASK, MEMORY);
    const { contribution } = round;
    expect(round).toEqual(await new FakeWork().contribute("anna", DATA, HELD_OUT, TASK, MEMORY));
    expect(there.remembered).toEqual([MEMORY]);
    expect(there.heldOut).toEqual([HELD_OUT.labels.length]);
    expect(await off.encodeMasked(contribution, TASK)).toEqual(new BigInt64Array(11));
    expect(await off.evaluate(TASK.parameters, HEAD, examples)).toEqual(here.evaluate());
    expect(there.trained).toEqual([4]);
    expect(here.trained).toEqual([]);
  });

  test("passes sentences on", async () => {
    const there = new FakeWork();
    there.diverges = true;
    const off = new OffThread(() => thread(there as Learning), new FakeWork() as Learning);
    const { contribution } = await off.contribute("anna", off.examples(DATA), off.examples(HELD_OUT), TASK, MEMORY);
    await expect(off.encodeMasked(contribution, TASK)).rejects.toThrow("round 4: the training has diverged");
  });

  test("goes on here where no thread can be had", async () => {
    const here = new FakeWork();
    const none = () => {
      throw new Error("no workers");
    };
    const off = new OffThread(none, here as Learning);
    await off.contribute("anna", off.examples(DATA), off.examples(HELD_OUT), TASK, MEMORY);
    expect(here.trained).toEqual([4]);
  });

  test("goes on here when the thread breaks amid an order", async () => {
    const [there, here] = [new FakeWork(), new FakeWork()];
    there.hold();
    const broken = thread(there as Learning);
    const off = new OffThread(() => broken, here as Learning);
    const round = off.contribute("anna", off.examples(DATA), off.examples(HELD_OUT), TASK, MEMORY);
    broken.onerror?.(new Event("error") as ErrorEvent);
    expect((await round).contribution).toMatchObject({ round: 4 });
    expect(here.trained).toEqual([4]);
    expect(broken.ended).toBe(true);
  });

  test("ends with the node", () => {
    const there = thread(new FakeWork() as Learning);
    new OffThread(() => there, new FakeWork() as Learning).close();
    expect(there.ended).toBe(true);
  });
});
