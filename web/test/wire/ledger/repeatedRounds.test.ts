import { toBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SubmissionSchema } from "../../../src/gen/headwater/v1/federation_pb";
import { type Ledger, PageLedger } from "../../../src/wire/ledger/ledger";
import type { ClientNode } from "../../../src/wire/node/node";
import type { Learning } from "../../../src/wire/ports";
import { learning } from "../../../src/wire/worker/learning";
import { ASKED, type Asked, evaluate, FakeCoordinator, memory, quiet, train, until } from "../fakeCoordinator";
import { FakeWork, fakeNode } from "../fakeNode";

// A coordinator that asks for a round again, after a crash of its own or in order to learn more.

let coordinator: FakeCoordinator;
let ledger: Ledger;
const nodes: ClientNode[] = [];

beforeEach(() => {
  coordinator = new FakeCoordinator();
  ledger = new PageLedger();
});

afterEach(() => {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
});

/** The page is loaded (again): the store beside it is the same. The run's id is another one each time, its memory id is not. */
async function page(changes: Parameters<typeof fakeNode>[1] = {}) {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
  const life = coordinator.streams.length + 1;
  coordinator.run.runId = `life-${life}`;
  const fake = fakeNode(coordinator, { learning: learning as Learning, ledger, ...changes });
  nodes.push(fake.node);
  fake.node.start();
  await until(() => coordinator.streams.length === life);
  coordinator.stream.welcome(["cat", "dog"], `life-${life}`);
  await until(() => fake.last("joined") !== undefined);
  return fake;
}

const NOISED = { protection: "local", secureNoise: true } as const;
const other: Asked = { ...ASKED.plain, work: ASKED.gradient.work, vectors: ASKED.gradient.vectors };
const contributions = () => coordinator.submissions.filter(({ work }) => work.case === "contribution");
/** Without what is made anew for every run: its id, the session and the signature over both. */
const bytes = () =>
  contributions().map((message) =>
    toBinary(SubmissionSchema, { ...message, runId: "", session: new Uint8Array(), signature: new Uint8Array() }),
  );
const rounds = async () => (await ledger.participations()).map(({ round }) => round);

async function ask(fake: Awaited<ReturnType<typeof page>>, ...asked: Parameters<typeof train>) {
  const before = coordinator.submissions.length;
  coordinator.stream.push(...(await train(...asked)));
  await until(() => coordinator.submissions.length > before || fake.last("ended") !== undefined);
}

/** A masked round, as far as the masked input or a withdrawal. */
async function askMasked(fake: Awaited<ReturnType<typeof page>>, number: number, cohort = 3) {
  const works = await train(number, { masked: true });
  const first = works[0] as { value: { secureAggregation: { cohort: number; neighbours: number; threshold: number } } };
  first.value.secureAggregation = {
    ...first.value.secureAggregation,
    cohort,
    neighbours: cohort - 1,
    threshold: cohort,
  };
  const before = coordinator.submissions.length;
  coordinator.stream.push(...works);
  await until(() => coordinator.submissions.length > before || fake.last("ended") !== undefined);
  const keys = { sharingKey: new Uint8Array(32), maskingKey: new Uint8Array(32), signature: new Uint8Array(0) };
  coordinator.stream.push(
    { case: "roster", value: { round: number, recipient: "anna", members: [{ client: "anna", keys }] } },
    {
      case: "inbox",
      value: { round: number, recipient: "anna", boxes: [{ client: "bo", box: new Uint8Array(93) }] },
    },
  );
  await until(() => ["maskedInput", "withdrawal"].includes(coordinator.kinds.at(-1) ?? ""));
  await quiet();
}

describe("a round that was answered in the open", () => {
  test("is not answered for another setup, also after a reload", async () => {
    await ask(await page(), 1);
    const second = await page();
    await ask(second, 1, { asked: other });
    expect(contributions()).toHaveLength(1);
    expect(coordinator.kinds.at(-1)).toBe("withdrawal");
    expect(second.last("stayedOut")!.reason).toContain("round 1: answered already, for another setup");
    expect(second.last("ended")).toBeUndefined();
    await ask(second, 2);
    expect(contributions()).toHaveLength(2);
  });

  test("is not answered for another setup within one life of the page either", async () => {
    const fake = await page();
    await ask(fake, 1);
    await ask(fake, 1, { asked: other });
    expect(coordinator.kinds).toEqual(["contribution", "withdrawal"]);
  });

  test("is answered with the same bytes for the same setup, also in another life of the coordinator", async () => {
    await ask(await page(), 1);
    await ask(await page(), 1);
    expect(bytes()).toHaveLength(2);
    expect(bytes()[1]).toEqual(bytes()[0]);
    expect(contributions().map(({ runId }) => runId)).toEqual(["life-1", "life-2"]);
    expect(await rounds()).toEqual([1]);
  });

  test("from another memory is another setup", async () => {
    const fake = await page();
    const control = async (from: number) => {
      const before = coordinator.submissions.length;
      coordinator.stream.push(memory(from), ...(await train(5, { asked: ASKED.control })));
      await until(() => coordinator.submissions.length > before);
    };
    await control(0);
    await until(() => fake.last("submitted") !== undefined);
    await control(4);
    await until(() => fake.last("stayedOut") !== undefined);
    expect(fake.last("stayedOut")!.reason).toContain("for another setup");
  });

  /** Two draws of noise on one answer are less noise than one. */
  test("has its noise drawn once, however often it is asked for", async () => {
    await ask(await page(), 1, NOISED);
    const second = await page();
    await ask(second, 1, NOISED);
    await ask(second, 2, NOISED);
    expect(bytes()[1]).toEqual(bytes()[0]);
    expect(bytes()[2]).not.toEqual(bytes()[0]);
    expect(contributions()[1]!.runId).toBe("life-2");
    expect(contributions()[1]!.session).toEqual(coordinator.stream.session);
    const told = second.events.filter((e) => e.kind === "submitted")[0]!;
    expect(told.summary).toMatchObject({ values: 8, noised: true, clipped: true });
  });

  test("is not entered before its answer is ready: a page that is closed while it trains has answered nothing", async () => {
    const slow = new FakeWork();
    slow.hold();
    await page({ learning: slow });
    coordinator.stream.push(...(await train(1, NOISED)));
    await until(() => slow.trained.length === 1);
    expect(await rounds()).toEqual([]);

    await ask(await page(), 1, NOISED);
    expect(contributions()).toHaveLength(1);
    expect(await rounds()).toEqual([1]);
  });

  test("that another page of this browser has answered meanwhile gets no second noise", async () => {
    const slow = new FakeWork();
    slow.hold();
    const fake = await page({ learning: slow });
    coordinator.stream.push(...(await train(1, NOISED)));
    await until(() => slow.trained.length === 1);
    const enter = ledger.enter;
    ledger.enter = async (next, demands, answer) => {
      await enter({ ...next, time: 1 }, demands, [new Uint8Array([1])]);
      return enter(next, demands, answer);
    };
    slow.release();
    await until(() => fake.last("stayedOut") !== undefined);
    expect(fake.last("stayedOut")!.reason).toContain("answered meanwhile by another page");
    expect(contributions()).toHaveLength(0);
  });

  test("whose noised answer was lost is not answered again", async () => {
    await ask(await page(), 1, NOISED);
    ledger.keptAnswer = async () => undefined;
    const second = await page();
    await ask(second, 1, NOISED);
    expect(contributions()).toHaveLength(1);
    expect(second.last("stayedOut")!.reason).toContain("round 1: answered already, and the answer was not kept");
  });
});

test("work that another run has overtaken is not entered under the new one", async () => {
  const slow = new FakeWork();
  const fake = await page({ learning: slow });
  slow.hold();
  coordinator.stream.push(...(await train(1)), ...(await train(2)));
  await until(() => slow.trained.length === 1);
  await quiet();
  coordinator.stream.cut();
  await until(() => fake.last("disconnected") !== undefined);
  coordinator.run.memoryId = "memory-2";
  fake.clock.advance(1000);
  await until(() => coordinator.streams.length === 2);
  slow.release();
  await quiet();
  const entered = (await ledger.participations()).map(({ run, round }) => `${run} ${round}`);
  expect(entered).toEqual(["memory-1 1"]);
  expect(coordinator.submissions).toHaveLength(0);
});

describe("a masked round", () => {
  test("is answered for one cohort, and never again", async () => {
    await askMasked(await page(), 1, 5);
    expect(coordinator.kinds.at(-1)).toBe("maskedInput");
    expect(await rounds()).toEqual([1]);
    for (const [cohort, why] of [
      [4, "for another setup"],
      [5, "and its keys are gone"],
    ] as const) {
      const again = await page();
      await askMasked(again, 1, cohort);
      expect(again.last("stayedOut")!.reason).toContain(`round 1: answered already, ${why}`);
      expect(again.work.trained).toEqual([]);
    }
    expect(coordinator.kinds.filter((kind) => kind === "maskedInput")).toHaveLength(1);
  });

  test("whose input has not left is entered nowhere", async () => {
    const first = await page();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await until(() => first.last("training") !== undefined);
    await quiet();
    expect(coordinator.kinds).toEqual(["advertisement"]);
    expect(await rounds()).toEqual([]);
    await askMasked(await page(), 1);
    expect(coordinator.kinds.at(-1)).toBe("maskedInput");
  });

  test("that is entered meanwhile by another page does not leave", async () => {
    const enter = vi.spyOn(ledger, "enter").mockResolvedValue({ kind: "stayOut", reason: "round 1: answered already" });
    const fake = await page();
    await askMasked(fake, 1);
    expect(enter).toHaveBeenCalledOnce();
    expect(coordinator.kinds.at(-1)).toBe("withdrawal");
    expect(coordinator.kinds).not.toContain("maskedInput");
    expect(fake.last("stayedOut")!.reason).toBe("round 1: answered already");
  });
});

describe("what a ledger says is there before the answer leaves", () => {
  test.each([false, true])("masked: %s", async (masked) => {
    let release = () => {};
    const enter = ledger.enter;
    ledger.enter = async (...of) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return enter(...of);
    };
    const entering = vi.spyOn(ledger, "enter");
    const fake = await page();
    const asked = masked ? askMasked(fake, 1) : ask(fake, 1);
    await until(() => entering.mock.calls.length === 1);
    await quiet();
    expect(coordinator.kinds).toEqual(masked ? ["advertisement", "shares"] : []);
    release();
    await asked;
    expect(coordinator.kinds.at(-1)).toBe(masked ? "maskedInput" : "contribution");
    expect(await rounds()).toEqual([1]);
  });

  test.each([false, true])("or nothing leaves and the next round is another chance; masked: %s", async (masked) => {
    const { enter } = ledger;
    ledger.enter = () =>
      Promise.reject(new Error("account: not kept, this browser's storage is full (expected: room)"));
    const fake = await page();
    await (masked ? askMasked(fake, 1) : ask(fake, 1));
    expect(coordinator.kinds.at(-1)).toBe("withdrawal");
    expect(fake.last("stayedOut")!.reason).toContain("storage is full");
    ledger.enter = enter;
    await (masked ? askMasked(fake, 2) : ask(fake, 2));
    expect(coordinator.kinds.at(-1)).toBe(masked ? "maskedInput" : "contribution");
  });
});

describe("demands", () => {
  test("of masks allow few answers at the same parameters, whatever the round and the run are called", async () => {
    const fake = await page({ demands: { secureAggregation: true, repeats: 0 } });
    await askMasked(fake, 1);
    expect(coordinator.kinds.at(-1)).toBe("maskedInput");
    coordinator.run.memoryId = "memory-2";
    const second = await page({ demands: { secureAggregation: true, repeats: 0 } });
    await askMasked(second, 1);
    expect(second.last("stayedOut")!.reason).toContain("answered 1 times at these parameters already");
  });

  test("of few rounds end the node when they are over", async () => {
    const fake = await page({ demands: { maxRounds: 1 } });
    await ask(fake, 1);
    await ask(fake, 2);
    expect(contributions()).toHaveLength(1);
    expect(fake.last("ended")!.outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("these pictures have taken part in 1 rounds"),
    });
  });

  test("whoever has any holds nothing out, and leaves when asked for scores", async () => {
    const fake = await page({ demands: { clientNoise: 0.5 } });
    expect(coordinator.stream.request.numHeldOut).toBe(0);
    coordinator.stream.push(...(await evaluate(1)));
    await until(() => fake.last("ended") !== undefined);
    expect(fake.last("ended")!.outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("scores on this device's pictures"),
    });
    expect(coordinator.submissions).toHaveLength(0);
    await page();
    expect(coordinator.stream.request.numHeldOut).toBe(1);
  });
});
