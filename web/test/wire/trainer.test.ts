import { expect, test } from "vitest";
import type { FixedPoint } from "../../src/learning/sums/fixedPoint";
import type { TrainWork } from "../../src/wire/codec/work";
import { Trainer } from "../../src/wire/node/trainer";
import type { ExampleData } from "../../src/wire/ports";
import { single } from "../learning/tasks";
import { FakeWork } from "./fakeNode";

// A coordinator that lies sends tasks that go wrong for some pictures alone. Whether a tab answers must not tell of them.

/** Fails for pictures that are not blank. */
class Failing extends FakeWork {
  readonly seen: ExampleData[] = [];

  override contribute = async (...[client, examples, heldOut, task, memory]: Parameters<FakeWork["contribute"]>) => {
    this.seen.push(examples);
    if (examples.matrix.some((value) => value !== 0)) {
      throw new Error("a feature overflows");
    }
    return new FakeWork().contribute(client, examples, heldOut, task, memory);
  };
}

function trainer(learning: Failing, steadfast: boolean): Trainer {
  const data = {
    backboneDigest: "ab",
    features: 2,
    train: { matrix: new Float32Array([1, 2, 3, 4]), labels: ["cat", "dog"] },
    heldOut: { matrix: new Float32Array(2), labels: ["cat"] },
    identity: "cd",
  };
  const memory = { memory: async () => new Map(), keepMemory: async () => {} };
  const rest = async () => {};
  return new Trainer(learning, memory, "anna", "run-1", "memory-1", data, ["cat", "dog"], rest, steadfast);
}

const schema = single("delta", { classes: 2, features: 2 }, {
  ringBits: 64,
  fractionBits: 10,
  maxTotalWeight: 4,
} as FixedPoint);
const work = { kind: "train", round: 1, task: { round: 1, schema } } as unknown as TrainWork;

test("a tab that demands anything answers with as many blank pictures where its own make the work fail", async () => {
  const learning = new Failing();
  expect(await trainer(learning, true).units(work)).toBeInstanceOf(BigInt64Array);
  expect(learning.seen.map(({ labels }) => labels.length)).toEqual([2, 2]);
});

test("a tab without demands says that the work fails", async () => {
  await expect(trainer(new Failing(), false).units(work)).rejects.toThrow("a feature overflows");
});
