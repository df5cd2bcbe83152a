import { describe, expect, test } from "vitest";
import { OffThread, serve, type Thread } from "../../src/wire/offThread";
import type { LocalWork, TrainTask } from "../../src/wire/ports";
import { HEAD } from "./fakeCoordinator";
import { FakeWork } from "./fakeNode";

const DATA = { matrix: new Float32Array([1, 2, 3]), labels: new Int32Array([1]), width: 3 };
const TASK = { round: 4, head: HEAD, seed: 7n, parameters: new Float32Array(8) } as unknown as TrainTask;

/** A thread whose messages are copied, as a Worker's are. */
function thread(work: LocalWork): Thread & { ended: boolean } {
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
    const off = new OffThread(() => thread(there as LocalWork), here as LocalWork);
    const examples = off.examples(DATA);
    const contribution = await off.contribute("anna", examples, TASK);
    expect(contribution).toEqual(await new FakeWork().contribute("anna", DATA, TASK));
    expect(await off.encodeMasked(contribution, TASK)).toEqual(new BigInt64Array(11));
    expect(await off.evaluate(TASK.parameters, HEAD, examples)).toEqual(here.evaluate());
    expect(there.trained).toEqual([4]);
    expect(here.trained).toEqual([]);
  });

  test("passes sentences on", async () => {
    const there = new FakeWork();
    there.diverges = true;
    const off = new OffThread(() => thread(there as LocalWork), new FakeWork() as LocalWork);
    const contribution = await off.contribute("anna", off.examples(DATA), TASK);
    await expect(off.encodeMasked(contribution, TASK)).rejects.toThrow("round 4: the training has diverged");
  });

  test("goes on here where no thread can be had", async () => {
    const here = new FakeWork();
    const none = () => {
      throw new Error("no workers");
    };
    const off = new OffThread(none, here as LocalWork);
    await off.contribute("anna", off.examples(DATA), TASK);
    expect(here.trained).toEqual([4]);
  });

  test("goes on here when the thread breaks amid an order", async () => {
    const [there, here] = [new FakeWork(), new FakeWork()];
    there.hold();
    const broken = thread(there as LocalWork);
    const off = new OffThread(() => broken, here as LocalWork);
    const contribution = off.contribute("anna", off.examples(DATA), TASK);
    broken.onerror?.(new Event("error") as ErrorEvent);
    expect(await contribution).toMatchObject({ round: 4 });
    expect(here.trained).toEqual([4]);
    expect(broken.ended).toBe(true);
  });

  test("ends with the node", () => {
    const there = thread(new FakeWork() as LocalWork);
    new OffThread(() => there, new FakeWork() as LocalWork).close();
    expect(there.ended).toBe(true);
  });
});
