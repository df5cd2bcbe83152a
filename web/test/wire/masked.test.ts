import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Receipt_Status } from "../../src/gen/headwater/v1/federation_pb";
import type { ClientNode } from "../../src/wire/node/node";
import { accept, FakeCoordinator, type FakeStream, quiet, receipt, train, until } from "./fakeCoordinator";
import { fakeNode } from "./fakeNode";

let coordinator: FakeCoordinator;
const nodes: ClientNode[] = [];

beforeEach(() => {
  coordinator = new FakeCoordinator();
});

afterEach(() => {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
});

async function joined(changes: Parameters<typeof fakeNode>[1] = {}) {
  const before = coordinator.streams.length;
  const fake = fakeNode(coordinator, { demands: { secureAggregation: true }, ...changes });
  nodes.push(fake.node);
  fake.node.start();
  await until(() => coordinator.streams.length > before);
  coordinator.stream.welcome();
  await until(() => fake.last("joined") !== undefined);
  return fake;
}

const full = (size: number, value: number) => new Uint8Array(size).fill(value);
const keys = (client: string) => ({
  client,
  keys: { sharingKey: full(32, 1), maskingKey: full(32, 2), signature: full(0, 0) },
});

const roster = (stream: FakeStream, round = 1, recipient = "anna") =>
  stream.push({ case: "roster", value: { round, recipient, members: [keys("anna"), keys("bo")] } });
const inbox = (stream: FakeStream, round = 1) =>
  stream.push({ case: "inbox", value: { round, recipient: "anna", boxes: [{ client: "bo", box: full(93, 1) }] } });
const survivors = (stream: FakeStream, round = 1) =>
  stream.push({ case: "survivors", value: { round, alive: ["anna", "bo"], dropped: [] } });
const confirmations = (stream: FakeStream, round = 1) =>
  stream.push({ case: "confirmations", value: { round, recipient: "anna", confirmations: [] } });

const ALL = ["advertisement", "shares", "maskedInput", "confirmation", "unmasking"];

async function submitted(count: number) {
  await until(() => coordinator.submissions.length === count);
}

describe("a masked round", () => {
  test("is five steps, and what was sent is said to be masked", async () => {
    const { last, events, secAggs } = await joined();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream);
    await submitted(2);
    inbox(coordinator.stream);
    await submitted(3);
    survivors(coordinator.stream);
    await submitted(4);
    confirmations(coordinator.stream);
    await submitted(5);
    expect(coordinator.kinds).toEqual(ALL);
    const stages = events.flatMap((e) => (e.kind === "securing" ? [e.stage] : []));
    expect(stages).toEqual(["advertise", "share", "mask", "confirm", "unmask"]);
    expect(events.filter((e) => e.kind === "submitted")).toHaveLength(1);
    expect(last("submitted")).toMatchObject({ round: 1, receipt: "accepted", summary: { masked: true, values: 11 } });
    expect(secAggs).toHaveLength(1);
  });

  test("that is overtaken by the next one tells what left in it, and what became of that", async () => {
    const { events, last } = await joined();
    let answerInput = () => {};
    coordinator.answer = (message) =>
      message.work.case === "maskedInput"
        ? new Promise((resolve) => {
            answerInput = () => resolve(accept(message));
          })
        : accept(message);
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream);
    inbox(coordinator.stream);
    await submitted(3);
    expect(last("sent")).toMatchObject({ round: 1, summary: { masked: true, values: 11 } });
    coordinator.stream.push(...(await train(2, { masked: true })));
    await submitted(4);
    answerInput();
    await until(() => last("submitted") !== undefined);
    expect(last("submitted")).toMatchObject({ round: 1, receipt: "accepted" });
    expect(events.filter((e) => e.kind === "sent")).toHaveLength(1);
    expect(events.filter((e) => e.kind === "stayedOut")).toHaveLength(0);
  });

  test("whose masked input is refused tells that it left", async () => {
    const { events, last } = await joined();
    coordinator.answer = (message) =>
      message.work.case === "maskedInput" ? receipt(Receipt_Status.REFUSED, "not yours") : accept(message);
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream);
    inbox(coordinator.stream);
    await until(() => last("stayedOut") !== undefined);
    expect(events.filter((e) => e.kind === "sent")).toHaveLength(1);
    expect(last("submitted")).toMatchObject({ round: 1, receipt: "refused", reason: "not yours" });
  });

  test("advertises before it has trained, and masks when both the shares and the training are there", async () => {
    const { work } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream);
    inbox(coordinator.stream);
    await submitted(2);
    await quiet();
    expect(coordinator.kinds).toEqual(["advertisement", "shares"]);
    work.release();
    await submitted(3);
    expect(coordinator.kinds[2]).toBe("maskedInput");
  });

  test("has fresh keys, and forgets the last ones", async () => {
    const { secAggs } = await joined();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    coordinator.stream.push(...(await train(2, { masked: true })));
    await submitted(2);
    await until(() => secAggs[0]!.steps.includes("forget"));
    expect(secAggs).toHaveLength(2);
    expect(coordinator.submissions.map((s) => s.round)).toEqual([1, 2]);
  });

  test("whose stream broke goes on: the step is said again with the same keys, and none is taken twice", async () => {
    const { clock, last, secAggs } = await joined();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream);
    await submitted(2);
    coordinator.stream.cut();
    await until(() => last("disconnected") !== undefined);
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome();
    inbox(coordinator.stream);
    await submitted(3);
    roster(coordinator.stream);
    inbox(coordinator.stream);
    survivors(coordinator.stream);
    await submitted(4);
    await quiet();
    expect(secAggs).toHaveLength(1);
    expect(secAggs[0]!.steps).toEqual(["advertise", "share", "mask", "confirm"]);
    expect(new TextDecoder().decode(coordinator.submissions[3]!.session)).toBe("session-1");
  });

  test("step that was not answered before the stream broke is said again in the new session", async () => {
    const { clock, last, secAggs } = await joined();
    coordinator.answer = () => new Promise(() => {}); // the answer is lost
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    coordinator.stream.cut();
    await until(() => last("disconnected") !== undefined);
    coordinator.answer = accept;
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(2);
    expect(secAggs).toHaveLength(1);
    expect(coordinator.submissions[1]!.work).toEqual(coordinator.submissions[0]!.work);
  });

  test("that the coordinator spoils is left with a withdrawal, and the next one goes well", async () => {
    const { last } = await joined();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    roster(coordinator.stream, 1, "mallory");
    await submitted(2);
    expect(coordinator.kinds[1]).toBe("withdrawal");
    expect(last("stayedOut")).toEqual({ kind: "stayedOut", round: 1, reason: "roster: for mallory (expected: anna)" });
    coordinator.stream.push(...(await train(2, { masked: true })));
    await submitted(3);
    expect(coordinator.kinds[2]).toBe("advertisement");
  });

  test("whose training diverges is left, because masked nobody could refuse it", async () => {
    const { last, work } = await joined();
    work.diverges = true;
    coordinator.stream.push(...(await train(1, { masked: true })));
    await until(() => last("stayedOut") !== undefined);
    await until(() => coordinator.kinds.includes("withdrawal"));
    expect(last("stayedOut")!.reason).toBe("round 1: the training has diverged");
    expect(coordinator.kinds).not.toContain("maskedInput");
  });

  test("that this browser cannot mask ends the node with a sentence", async () => {
    const { last } = await joined({
      newSecAgg: () => Promise.reject(new Error("X25519 is missing (expected: a browser of 2025 or later)")),
    });
    coordinator.stream.push(...(await train(1, { masked: true })));
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason: "round 1: no masks can be made here: X25519 is missing (expected: a browser of 2025 or later)",
    });
    expect(coordinator.submissions).toHaveLength(0);
  });

  test("whose keys came too late is stayed out of", async () => {
    const { last } = await joined();
    coordinator.answer = () => receipt(Receipt_Status.LATE);
    coordinator.stream.push(...(await train(1, { masked: true })));
    await until(() => last("stayedOut") !== undefined);
    expect(last("stayedOut")!.reason).toContain("keys came too late");
  });
});

describe("a page that was loaded again in a masked round", () => {
  test("has other keys, which are refused: it stays out, says so, and takes part in the next round", async () => {
    const first = await joined();
    coordinator.stream.push(...(await train(1, { masked: true })));
    await submitted(1);
    first.node.leave();
    const second = await joined();
    coordinator.answer = (message) =>
      message.work.case === "advertisement"
        ? receipt(Receipt_Status.REFUSED, "anna: other keys than before")
        : accept(message);
    coordinator.stream.push(...(await train(1, { masked: true })));
    await until(() => second.last("stayedOut") !== undefined);
    expect(second.last("stayedOut")).toMatchObject({ round: 1, reason: "anna: other keys than before" });
    await submitted(3);
    expect(coordinator.kinds).toEqual(["advertisement", "advertisement", "withdrawal"]);
    coordinator.answer = accept;
    roster(coordinator.stream);
    coordinator.stream.push(...(await train(2, { masked: true })));
    await submitted(4);
    roster(coordinator.stream, 2);
    await submitted(5);
    expect(coordinator.kinds.slice(3)).toEqual(["advertisement", "shares"]);
  });

  test("is sent a later step: it withdraws once, so that nobody waits, and takes part in the next round", async () => {
    const { events, secAggs } = await joined();
    roster(coordinator.stream);
    inbox(coordinator.stream);
    survivors(coordinator.stream);
    await submitted(1);
    await quiet();
    expect(coordinator.kinds).toEqual(["withdrawal"]);
    expect(events.filter((e) => e.kind === "stayedOut")).toHaveLength(1);
    expect(secAggs).toHaveLength(0);
    coordinator.stream.push(...(await train(2, { masked: true })));
    await submitted(2);
    expect(coordinator.kinds[1]).toBe("advertisement");
  });
});
