import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Receipt_Status, type Submission } from "../../src/gen/headwater/v1/federation_pb";
import type { ClientNode } from "../../src/wire/node/node";
import { Unavailable } from "../../src/wire/node/preparation";
import { ARITHMETIC, PROTOCOL_VERSION } from "../../src/wire/protocol";
import { accept, evaluate, FakeCoordinator, quiet, receipt, train, until } from "./fakeCoordinator";
import { DATA, fakeNode } from "./fakeNode";

const NEWER = PROTOCOL_VERSION + 1;

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

function start(changes: Parameters<typeof fakeNode>[1] = {}) {
  const fake = fakeNode(coordinator, changes);
  nodes.push(fake.node);
  fake.node.start();
  return fake;
}

async function joined(changes: Parameters<typeof fakeNode>[1] = {}) {
  const fake = start(changes);
  await until(() => coordinator.streams.length === 1);
  coordinator.stream.welcome();
  await until(() => fake.last("joined") !== undefined);
  return fake;
}

describe("enrolment", () => {
  test("says who the client is and nothing of its data", async () => {
    await joined();
    expect(coordinator.stream.request).toMatchObject({
      client: "anna",
      labels: ["cat", "dog"],
      numExamples: 4,
      numHeldOut: 1,
      backboneDigest: DATA.backboneDigest,
      featureLength: 3,
      protocolVersion: PROTOCOL_VERSION,
      arithmetic: ARITHMETIC,
    });
  });

  test("hides the number of examples where the run asks for that", async () => {
    coordinator.run.hidesNumExamples = true;
    await joined();
    expect(coordinator.stream.request).toMatchObject({ numExamples: 1, numHeldOut: 0 });
  });

  test("is told as it goes", async () => {
    const { kinds, last } = await joined();
    expect(kinds()).toEqual(["connecting", "preparing", "labels", "joined"]);
    expect(last("labels")).toEqual({ kind: "labels", names: ["cat", "dog"] });
    coordinator.stream.push({ case: "wait", value: { reason: "waiting for 2 more clients" } });
    await until(() => last("waiting")?.reason === "waiting for 2 more clients");
  });

  test("with the wrong token ends with the coordinator's sentence", async () => {
    coordinator.token = "secret";
    const { last, kinds } = start({ token: "wrong" });
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason: "token: wrong (expected: the coordinator's token; ask whoever runs it)",
    });
    expect(kinds()).toEqual(["connecting", "ended"]);
  });

  test.each([Code.FailedPrecondition, Code.InvalidArgument])("refused with status %s is final", async (code) => {
    coordinator.refusal = new ConnectError("label: bird is not one of the run's 2 labels", code);
    const { last } = start();
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({ kind: "refused", reason: "label: bird is not one of the run's 2 labels" });
  });

  test("under a name that cannot be is refused at once", () => {
    expect(() => fakeNode(coordinator, { name: " anna" })).toThrow("client name: ' anna', 5 characters");
  });

  test("at a coordinator of another protocol version ends with a sentence", async () => {
    coordinator.run.protocolVersion = NEWER;
    const { last } = start();
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining(`speaks ${NEWER} (expected: ${PROTOCOL_VERSION}; load this page again`),
    });
  });

  test("that is lost and found at a newer coordinator ends with the word to load the page again", async () => {
    const { last, clock } = await joined();
    coordinator.run.protocolVersion = NEWER;
    coordinator.run.softwareVersion = "0.2.0";
    coordinator.stream.cut();
    await until(() => last("disconnected") !== undefined);
    clock.advance(1000);
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason: `protocol version: the coordinator (version 0.2.0) speaks ${NEWER} (expected: ${PROTOCOL_VERSION}; load this page again from the coordinator)`,
    });
    expect(coordinator.streams).toHaveLength(1);
  });

  test("in a run of a model that a tab cannot train ends in words, before any picture is prepared", async () => {
    coordinator.run.model = "mlp:200";
    const { last, kinds } = start();
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason:
        "This run trains a model with hidden layers (mlp:200), which a web page cannot do. To take part, use the Headwater program on a computer, or ask whoever runs the coordinator for a run with a linear head.",
    });
    expect(kinds()).toEqual(["connecting", "ended"]);
    expect(coordinator.streams).toHaveLength(0);
  });

  test("of a second tab ends the first, which is told so", async () => {
    const { last } = await joined();
    coordinator.stream.fail(
      Code.Aborted,
      "client name: anna has joined from another place (expected: one client a name; give each its own with --name)",
    );
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason:
        "client name: anna has joined from another place (expected: one client a name; keep one tab or device open under it, or take another name)",
    });
    await quiet();
    expect(coordinator.streams).toHaveLength(1);
  });
});

describe("data", () => {
  test("that cannot be prepared ends the node with its sentence", async () => {
    const { last } = start({ prepare: () => Promise.reject(new Error("picture 3 cannot be read")) });
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({ kind: "refused", reason: "picture 3 cannot be read" });
  });

  test("is prepared later if the coordinator went away meanwhile", async () => {
    let times = 0;
    const prepare = async () => {
      if (++times === 1) {
        throw new Unavailable("the download broke off");
      }
      return DATA;
    };
    const { last, clock } = start({ prepare });
    await until(() => last("disconnected")?.reason === "the download broke off");
    clock.advance(1000);
    await until(() => coordinator.streams.length === 1);
  });

  test("is prepared once however often the node reconnects", async () => {
    let times = 0;
    const { clock } = await joined({
      prepare: async () => {
        times++;
        return DATA;
      },
    });
    coordinator.stream.put("end");
    await quiet();
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    expect(times).toBe(1);
  });

  test("with a label that the run does not know ends the node, and the run's labels are named", async () => {
    const { last } = start();
    await until(() => coordinator.streams.length === 1);
    coordinator.stream.welcome(["bird", "cat"]);
    coordinator.stream.push(...(await train(1)));
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason: "label: dog is not among the run's 2 labels (expected one of: bird, cat)",
    });
  });
});

describe("work", () => {
  test("is trained, submitted in this enrolment's session and told", async () => {
    const { last, kinds } = await joined();
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
    expect(coordinator.submissions).toHaveLength(1);
    expect(coordinator.submissions[0]).toMatchObject({
      runId: "run-1",
      round: 1,
      client: "anna",
      session: coordinator.stream.session,
    });
    expect(kinds().slice(-3)).toEqual(["training", "sent", "submitted"]);
    expect(last("sent")!.summary).toBe(last("submitted")!.summary);
    const { bytes, upload, ...summary } = last("submitted")!.summary;
    expect(summary).toEqual({ kind: "contribution", values: 8, masked: false, clipped: false, noised: false });
    expect(upload).toBe("change");
    expect(bytes).toBeGreaterThan(32);
  });

  test("that is clipped and noised is told as such", async () => {
    const { last } = await joined();
    coordinator.stream.push(...(await train(1, { protection: "local", secureNoise: true })));
    await until(() => last("submitted") !== undefined);
    expect(last("submitted")!.summary).toMatchObject({ clipped: true, noised: true, masked: false });
  });

  test("can be scoring", async () => {
    const { last } = await joined();
    coordinator.stream.push(...(await evaluate(1)));
    await until(() => last("submitted") !== undefined);
    expect(coordinator.submissions[0]!.work).toMatchObject({
      case: "evaluation",
      value: { lossSum: 1.5, correct: [1n, 0n], total: [1n, 1n] },
    });
    expect(last("submitted")!.summary.kind).toBe("evaluation");
  });

  test("that comes again while it is under way changes nothing", async () => {
    const { work, last } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    coordinator.stream.push(...(await train(1)));
    await quiet();
    work.release();
    await until(() => last("submitted") !== undefined);
    await quiet();
    expect(work.trained).toEqual([1]);
    expect(coordinator.submissions).toHaveLength(1);
  });

  test("that comes again later is answered with the kept answer, byte for byte", async () => {
    const { work } = await joined();
    coordinator.stream.push(...(await train(1)));
    await until(() => coordinator.submissions.length === 1);
    coordinator.stream.push(...(await train(1)));
    await until(() => coordinator.submissions.length === 2);
    expect(work.trained).toEqual([1]);
    expect(coordinator.submissions[1]).toEqual(coordinator.submissions[0]);
  });

  test("that is newer replaces what has not been begun, and what nobody wants any more", async () => {
    const { work, last } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    coordinator.stream.push(...(await train(2)), ...(await train(3)));
    await quiet();
    work.release();
    await until(() => last("submitted") !== undefined);
    expect(work.trained).toEqual([1, 3]);
    expect(coordinator.submissions.map((s) => s.round)).toEqual([3]);
  });

  test("that is newer than a receipt hides neither what has left nor the receipt", async () => {
    const { events, last } = await joined();
    const receipts: (() => void)[] = [];
    coordinator.answer = (message) => new Promise((resolve) => receipts.push(() => resolve(accept(message))));
    coordinator.stream.push(...(await train(1)));
    await until(() => receipts.length === 1);
    coordinator.stream.push(...(await train(2)));
    await until(() => receipts.length === 2);
    const rounds = (kind: "sent" | "submitted") => events.flatMap((e) => (e.kind === kind ? [e.round] : []));
    expect(rounds("sent")).toEqual([1, 2]);
    receipts[1]!();
    await until(() => last("submitted")?.round === 2);
    receipts[0]!();
    await until(() => last("submitted")?.round === 1);
    expect(rounds("submitted")).toEqual([2, 1]);
  });

  test("that is newer than a receipt which never comes leaves the answer as sent, and it is not said again", async () => {
    const { events, clock, last } = await joined();
    coordinator.answer = (message) => {
      if (message.round === 1) {
        throw new ConnectError("gone", Code.Unavailable);
      }
      return accept(message);
    };
    coordinator.stream.push(...(await train(1)));
    await until(() => coordinator.submissions.length === 1);
    coordinator.stream.push(...(await train(2)));
    await until(() => last("submitted") !== undefined);
    clock.advance(60_000);
    await quiet();
    expect(coordinator.submissions.map((s) => s.round)).toEqual([1, 2]);
    expect(events.flatMap((e) => (e.kind === "sent" ? [e.round] : []))).toEqual([1, 2]);
    expect(events.flatMap((e) => (e.kind === "submitted" ? [e.round] : []))).toEqual([2]);
  });

  test("in parts that is overtaken keeps the parts that have not left, and counts as sent", async () => {
    const { events } = await joined();
    let answerFirst = () => {};
    coordinator.answer = (message: Submission) =>
      message.round === 1
        ? new Promise((resolve) => {
            answerFirst = () => resolve(accept(message));
          })
        : accept(message);
    coordinator.stream.push(...(await train(1, { head: { classes: 3, features: 100_000 } })));
    await until(() => coordinator.submissions.length === 1);
    coordinator.stream.push(...(await train(2)));
    await until(() => coordinator.submissions.length === 2);
    answerFirst();
    await quiet();
    expect(coordinator.submissions.map((s) => s.round)).toEqual([1, 2]);
    expect(events.flatMap((e) => (e.kind === "sent" ? [e.round] : []))).toEqual([1, 2]);
  });

  test("that is answered again was sent once", async () => {
    const { events } = await joined();
    coordinator.stream.push(...(await train(1)));
    await until(() => coordinator.submissions.length === 1);
    coordinator.stream.push(...(await train(1)));
    await until(() => events.filter((e) => e.kind === "submitted").length === 2);
    expect(events.filter((e) => e.kind === "sent")).toHaveLength(1);
  });

  test("of more than 1 MiB travels in parts, and all of them again if the coordinator dropped some", async () => {
    const head = { classes: 3, features: 100_000 };
    const { last, clock } = await joined();
    let forgot = false;
    coordinator.answer = (message: Submission) => {
      if (message.work.case === "contribution" && message.work.value.part!.index === 1 && !forgot) {
        forgot = true;
        return receipt(Receipt_Status.PART_RECEIVED);
      }
      return accept(message);
    };
    coordinator.stream.push(...(await train(1, { head })));
    await until(() => coordinator.submissions.length === 2 && forgot);
    await quiet();
    clock.advance(1000);
    await until(() => last("submitted") !== undefined);
    const parts = coordinator.submissions.map(
      (s) => (s.work.case === "contribution" ? s.work.value.part! : undefined)!,
    );
    expect(parts.map((p) => [p.index, p.data.length])).toEqual([
      [0, 1 << 20],
      [1, 1_200_012 - (1 << 20)],
      [0, 1 << 20],
      [1, 1_200_012 - (1 << 20)],
    ]);
  });

  test("that is refused is told with the reason, and the node goes on", async () => {
    const { last } = await joined();
    coordinator.answer = () => receipt(Receipt_Status.REFUSED, "value 3: too large");
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
    expect(last("submitted")).toMatchObject({ receipt: "refused", reason: "value 3: too large", round: 1 });
    coordinator.answer = () => receipt(Receipt_Status.LATE);
    coordinator.stream.push(...(await train(2)));
    await until(() => last("submitted")?.round === 2);
    expect(last("submitted")).toMatchObject({ receipt: "late" });
  });

  test("whose vector lacks its digest ends the node with a sentence", async () => {
    const { last } = await joined();
    const [first, part] = await train(1);
    (part!.value as { data: Uint8Array }).data[0] = 1;
    coordinator.stream.push(first!, part!);
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/^the coordinator's work cannot be used: digest: the values have/),
    });
  });

  test("in the open is refused where masks are demanded, and nothing leaves", async () => {
    const { last } = await joined({ demands: { secureAggregation: true } });
    coordinator.stream.push(...(await train(1)));
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({
      kind: "refused",
      reason:
        "round 1: a contribution in the open is asked for (expected: secure aggregation, as is required here; ask whoever runs the coordinator)",
    });
    await quiet();
    expect(coordinator.submissions).toHaveLength(0);
  });
});
