import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Receipt_Status } from "../../src/gen/headwater/v1/federation_pb";
import { from, PageMemory, withOutcome } from "../../src/wire/node/memory";
import type { ClientNode } from "../../src/wire/node/node";
import type { Learning } from "../../src/wire/ports";
import { learning } from "../../src/wire/worker/learning";
import { ASKED, evaluate, FakeCoordinator, memory, quiet, RUN, receipt, train, until } from "./fakeCoordinator";
import { fakeNode } from "./fakeNode";

const asked = ASKED.control;
const named = (value: number) => new Map([["control", new Float32Array([value])]]);

describe("versions of a memory", () => {
  test("go on from exactly one round: what is older or newer is dropped", () => {
    const both = withOutcome(new Map([[2, named(2)]]), 5, named(5));
    expect([...both.keys()]).toEqual([2, 5]);
    expect(from(both, 5, "anna")).toEqual(new Map([[5, named(5)]]));
    expect(from(both, 2, "anna")).toEqual(new Map([[2, named(2)]]));
    expect(from(both, 0, "anna").size).toBe(0);
  });

  test("that are lost are never taken for none", () => {
    expect(() => from(new Map(), 3, "anna")).toThrow(
      "memory: anna was counted in round 3, and this browser remembers nothing (expected: its memory of that round;",
    );
    const both = withOutcome(new Map([[2, named(2)]]), 5, named(5));
    expect(() => from(both, 3, "anna")).toThrow("this browser remembers round 2 and 5 (expected:");
  });
});

let coordinator: FakeCoordinator;
let kept: PageMemory;
const nodes: ClientNode[] = [];

beforeEach(() => {
  coordinator = new FakeCoordinator();
  kept = new PageMemory();
});

afterEach(() => {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
});

/** A page with a store beside it; opened again it has the same store. */
async function page(changes: Parameters<typeof fakeNode>[1] = {}) {
  const before = coordinator.streams.length;
  const fake = fakeNode(coordinator, { memory: kept, ...changes });
  nodes.push(fake.node);
  fake.node.start();
  await until(() => coordinator.streams.length > before);
  coordinator.stream.welcome();
  await until(() => fake.last("joined") !== undefined);
  return fake;
}

async function push(round: number, goesOnFrom: number, masked = false) {
  coordinator.stream.push(memory(goesOnFrom), ...(await train(round, { asked, masked })));
}

const rounds = async () => [...(await kept.memory("memory-1", "anna")).keys()];

describe("a work that keeps memory", () => {
  test("goes on from the round that the coordinator says, also after the page was loaded again", async () => {
    const first = await page();
    await push(1, 0);
    await until(() => coordinator.submissions.length === 2);
    await push(2, 1);
    await until(() => coordinator.submissions.length === 4);
    first.node.leave();
    const second = await page();
    await push(3, 2);
    await until(() => coordinator.submissions.length === 6);
    expect(first.work.remembered).toEqual([new Map(), named(1)]);
    expect(second.work.remembered).toEqual([named(2)]);
    expect(await rounds()).toEqual([2, 3]);
  });

  test("was not counted last time: the round before that is gone on from", async () => {
    const { work } = await page();
    await push(1, 0);
    await until(() => coordinator.submissions.length === 2);
    coordinator.answer = () => receipt(Receipt_Status.LATE);
    await push(2, 1);
    await until(() => coordinator.submissions.length === 3);
    coordinator.answer = () => receipt(Receipt_Status.ACCEPTED);
    await push(3, 1);
    await until(() => coordinator.submissions.some(({ round }) => round === 3));
    expect(work.remembered).toEqual([new Map(), named(1), named(1)]);
  });

  test("is kept before anything leaves", async () => {
    let release = () => {};
    const order: string[] = [];
    const slow = {
      memory: kept.memory,
      keepMemory: async (...of: Parameters<PageMemory["keepMemory"]>) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        order.push("kept");
        await kept.keepMemory(...of);
      },
    };
    const { work } = await page({ memory: slow });
    coordinator.answer = () => {
      order.push("left");
      return receipt(Receipt_Status.ACCEPTED);
    };
    await push(1, 0);
    await until(() => work.trained.length === 1);
    await quiet();
    expect(coordinator.submissions).toHaveLength(0);
    release();
    await until(() => coordinator.submissions.length === 1);
    expect(order).toEqual(["kept", "left"]);
  });

  test("whose memory is lost withdraws with a sentence, sends nothing else, and takes part in other rounds", async () => {
    const { last, work } = await page();
    await push(4, 3);
    await until(() => last("stayedOut") !== undefined);
    await until(() => coordinator.submissions.length === 1);
    expect(coordinator.kinds).toEqual(["withdrawal"]);
    expect(last("stayedOut")).toMatchObject({
      round: 4,
      reason: expect.stringMatching(/^memory: anna was counted in/),
    });
    expect(work.trained).toEqual([]);
    await push(5, 0);
    await until(() => coordinator.submissions.length === 3);
    expect(coordinator.kinds).toEqual(["withdrawal", "contribution", "contribution"]);
    expect(last("ended")).toBeUndefined();
  });

  test("whose memory is lost withdraws from a masked round too", async () => {
    const { last } = await page();
    await push(4, 3, true);
    await until(() => coordinator.kinds.includes("withdrawal"));
    expect(coordinator.kinds).toEqual(["advertisement", "withdrawal"]);
    expect(last("stayedOut")!.reason).toContain("this browser remembers nothing");
  });

  test("that cannot be kept does not leave", async () => {
    const full = {
      memory: kept.memory,
      keepMemory: () => Promise.reject(new Error("memory: not kept, this browser's storage is full (expected: room)")),
    };
    const { last } = await page({ memory: full });
    await push(1, 0);
    await until(() => last("stayedOut") !== undefined);
    await until(() => coordinator.submissions.length === 1);
    expect(coordinator.kinds).toEqual(["withdrawal"]);
    expect(last("stayedOut")!.reason).toContain("storage is full");
  });

  test("in another run, or under another name, starts from nothing", async () => {
    await kept.keepMemory("run-0", "anna", new Map([[7, named(7)]]));
    await kept.keepMemory(RUN, "bo", new Map([[7, named(7)]]));
    const { last } = await page();
    await push(8, 7);
    await until(() => last("stayedOut") !== undefined);
    expect(last("stayedOut")!.reason).toContain("remembers nothing");
    expect([...(await kept.memory("run-0", "anna")).keys()]).toEqual([7]);
  });
});

test.each(["dynamic", "personal"] as const)("lost memory of a %s client is never taken for none", async (form) => {
  const { last } = await page({ learning: learning as Learning });
  coordinator.stream.push(memory(3), ...(await train(4, { asked: ASKED[form] })));
  await until(() => last("stayedOut") !== undefined);
  expect(last("stayedOut")!.reason).toContain(
    "memory: anna was counted in round 3, and this browser remembers nothing",
  );
  expect(coordinator.kinds).not.toContain("contribution");
});

describe("scores of the client's own head", () => {
  const evaluation = () =>
    coordinator.submissions.flatMap(({ work }) => (work.case === "evaluation" ? [work.value] : [])).at(-1)!;

  /** One round of Ditto, then scores as of the memory of a round. */
  async function scored(asOf: number) {
    const { last } = await page({ learning: learning as Learning });
    coordinator.stream.push(memory(0), ...(await train(1, { asked: ASKED.personal })));
    await until(() => last("submitted") !== undefined);
    coordinator.stream.push(memory(asOf), ...(await evaluate(1, true)));
    await until(() => coordinator.kinds.includes("evaluation"));
    return evaluation();
  }

  test("go beside those of the global one, from the memory of the round that the coordinator says", async () => {
    const { personal, total, lossSum } = await scored(1);
    expect(personal!.total).toEqual(total);
    expect(personal!.lossSum).not.toBe(lossSum);
  });

  test("are left out before the first counted round", async () => {
    expect((await scored(0)).personal).toBeUndefined();
  });

  test("are left out where that memory is lost, and the global ones are sent all the same", async () => {
    const { last } = await page({ learning: learning as Learning });
    coordinator.stream.push(memory(5), ...(await evaluate(5, true)));
    await until(() => last("submitted") !== undefined);
    expect(evaluation().personal).toBeUndefined();
    expect(evaluation().total).toHaveLength(2);
  });

  test("are not sent where only the global ones are asked for", async () => {
    const { last } = await page({ learning: learning as Learning });
    coordinator.stream.push(memory(0), ...(await train(1, { asked: ASKED.personal })));
    await until(() => last("submitted") !== undefined);
    coordinator.stream.push(memory(1), ...(await evaluate(1)));
    await until(() => coordinator.kinds.includes("evaluation"));
    expect(evaluation().personal).toBeUndefined();
  });

  test("are refused by a page that demands noise, and nothing is sent", async () => {
    const { last } = await page({ learning: learning as Learning, demands: { clientNoise: 1 } });
    coordinator.stream.push(memory(1), ...(await evaluate(1, true)));
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("scores on this"),
    });
    expect(coordinator.submissions).toHaveLength(0);
  });
});

test("of a work that keeps none nothing is kept, and several vectors are told as sent", async () => {
  const { last } = await page();
  coordinator.stream.push(...(await train(1, { asked: ASKED.moments })));
  await until(() => last("submitted") !== undefined);
  expect(await rounds()).toEqual([]);
  expect(last("submitted")!.summary).toMatchObject({ values: 10 + 8, masked: false });
  expect(coordinator.submissions).toHaveLength(2);
});
