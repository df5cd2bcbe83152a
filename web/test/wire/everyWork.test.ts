import { afterEach, expect, test } from "vitest";
import { Encoding } from "../../src/gen/headwater/v1/federation_pb";
import type { ClientNode } from "../../src/wire/node/node";
import type { Learning } from "../../src/wire/ports";
import { learning } from "../../src/wire/worker/learning";
import { ASKED, type Asked, FakeCoordinator, memory, train, until } from "./fakeCoordinator";
import { DATA, fakeNode } from "./fakeNode";

// The real training behind a real transport: what the other tests fake.

const nodes: ClientNode[] = [];

afterEach(() => {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
});

async function joined(scale = 0.1) {
  const coordinator = new FakeCoordinator();
  const matrix = DATA.train.matrix.map((v) => scale * v);
  const prepare = async () => ({ ...DATA, train: { ...DATA.train, matrix } });
  const fake = fakeNode(coordinator, { learning: learning as Learning, prepare });
  nodes.push(fake.node);
  fake.node.start();
  await until(() => coordinator.streams.length === 1);
  coordinator.stream.welcome();
  return { ...fake, coordinator };
}

test.each(Object.entries(ASKED) as [string, Asked][])("a node answers %s, in the open", async (kind, asked) => {
  const { coordinator, last } = await joined();
  coordinator.stream.push(memory(0), ...(await train(1, { asked })));
  await until(() => last("submitted") !== undefined);
  const values = coordinator.submissions.map(({ work }) => (work.case === "contribution" ? work.value : undefined)!);
  expect(values.map(({ vector }) => vector)).toEqual(asked.vectors.map((_, i) => i));
  const encoding = asked.integers ? Encoding.INT64 : Encoding.FLOAT32;
  expect(values[0]!.vectors.map((header) => header.encoding)).toEqual(asked.vectors.map(() => encoding));
  // One step of four pictures: |a|_1 is 1, times the weight.
  expect(values[0]!.scalars).toEqual(asked.slots?.includes("steps") ? [4] : asked.slots ? [expect.any(Number)] : []);
  expect(values[0]!).toMatchObject({ numExamples: 4, weight: 4, withinNorm: true });
  expect(values[0]!.trainLoss > 0).toBe(!asked.integers);
  const uploads = { scores: "scores", moments: "sums", classSums: "sums", featureMoments: "sums", gradientSum: "sums" };
  expect(last("submitted")!.summary.upload).toBe(uploads[kind as keyof typeof uploads] ?? "change");
});

test.each(Object.entries(ASKED).filter(([, asked]) => !("integers" in asked)) as [string, Asked][])(
  "a node masks all vectors and all slots of %s",
  async (_, asked) => {
    const { coordinator, last, secAggs } = await joined(0.01);
    coordinator.stream.push(memory(0), ...(await train(1, { asked, masked: true })));
    await until(() => coordinator.submissions.length === 1);
    const keys = { sharingKey: new Uint8Array(32), maskingKey: new Uint8Array(32), signature: new Uint8Array(0) };
    coordinator.stream.push(
      { case: "roster", value: { round: 1, recipient: "anna", members: [{ client: "anna", keys }] } },
      {
        case: "inbox",
        value: { round: 1, recipient: "anna", boxes: [{ client: "bo", box: new Uint8Array(93) }] },
      },
    );
    await until(() => last("submitted") !== undefined);
    const length = 8 * asked.vectors.length + 3 + (asked.slots?.length ?? 0);
    expect(last("submitted")!.summary.values).toBe(length);
    expect(secAggs[0]!.setup.length).toBe(length);
    expect(coordinator.kinds).toEqual(["advertisement", "shares", "maskedInput"]);
  },
);

test("scores are of the pictures that the client keeps out of training", async () => {
  const { coordinator, last } = await joined();
  const asked = ASKED.scores;
  coordinator.stream.push(...(await train(1, { asked })));
  await until(() => last("submitted") !== undefined);
  const { work } = coordinator.submissions[0]!;
  const data = (work.value as { part: { data: Uint8Array } }).part.data;
  const counts = [...new BigInt64Array(data.slice().buffer)];
  expect(counts).toEqual([1n << 16n, 1n << 16n, 1n << 16n]); // a tie, which goes to class 0: cat, as the one picture is
});

test("half a scaling ends the node in words, and nothing leaves", async () => {
  const { coordinator, last } = await joined();
  const asked: Asked = { ...ASKED.plain, broadcast: ["feature-mean"], length: 3 };
  coordinator.stream.push(...(await train(1, { asked })));
  await until(() => last("ended") !== undefined);
  expect(last("ended")!.outcome).toMatchObject({
    kind: "refused",
    reason: "standardise: feature-mean without feature-scale (expected: both, or neither)",
  });
  expect(coordinator.submissions).toHaveLength(0);
});

test("statistics of features that are too large end the node with their place", async () => {
  const { coordinator, last } = await joined(1);
  coordinator.stream.push(...(await train(1, { asked: ASKED.moments })));
  await until(() => last("ended") !== undefined);
  expect(last("ended")!.outcome).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(/^feature 2 of example 0: 9\.42\d* \(expected: at most 8 in size/),
  });
  expect(coordinator.submissions).toHaveLength(0);
});
