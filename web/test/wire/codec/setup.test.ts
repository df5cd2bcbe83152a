import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { AssignmentSchema } from "../../../src/gen/headwater/v1/federation_pb";
import { headLayout } from "../../../src/learning/head";
import { encodeVector } from "../../../src/wire/codec/vector";
import { type TrainWork, WorkAssembly } from "../../../src/wire/codec/work";
import { ASKED, HEAD, memory, train, type Work } from "../fakeCoordinator";

type Train = Extract<Work, { case: "train" }>["value"];

async function setupOf(works: readonly Work[], runId = "run-1"): Promise<string> {
  const assembly = new WorkAssembly(runId);
  for (const work of works) {
    const made = await assembly.add(create(AssignmentSchema, { work } as MessageInitShape<typeof AssignmentSchema>));
    if (made !== undefined) {
      return (made as TrainWork).setup;
    }
  }
  throw new Error("no work");
}

const parts = (works: Work[]) => works as [{ case: "train"; value: Train }, ...Work[]];

async function changed(change: (task: Train) => void): Promise<string> {
  const works = parts(await train(3, { masked: true, protection: "masked", secureNoise: true }));
  change(works[0].value);
  return setupOf(works);
}

const SAME = await changed(() => {});

test("the same task is the same setup, also in another life of the coordinator", async () => {
  const works = await train(3, { masked: true, protection: "masked", secureNoise: true });
  expect(SAME).toMatch(/^[0-9a-f]{64}$/);
  expect(await setupOf(works)).toBe(SAME);
  expect(await setupOf(works, "run-2")).toBe(SAME);
});

test.each<[string, (task: Train) => void]>([
  ["round", (task) => Object.assign(task, { round: 4 })],
  ["seed", (task) => Object.assign(task, { seed: 8n })],
  [
    "epochs",
    (task) => Object.assign(task, { work: { work: { case: "gradient", value: {} } }, schema: gradient(task) }),
  ],
  ["noise", (task) => Object.assign(task.protection!.client!, { noiseDeviation: 0.6 })],
  ["clipping", (task) => Object.assign(task.protection!.client!, { clippingNorm: 2 })],
  ["weights", (task) => Object.assign(task.protection!, { weightCap: 2 })],
  ["source of noise", (task) => Object.assign(task.protection!, { secureNoise: false })],
  ["grid", (task) => Object.assign(task.schema!.vectors![0]!.grid!, { fractionBits: 21 })],
  ["cohort", (task) => Object.assign(task.secureAggregation!, { cohort: 4, neighbours: 3, threshold: 4 })],
  ["threshold", (task) => Object.assign(task.secureAggregation!, { threshold: 2 })],
  ["fewest survivors", (task) => Object.assign(task.secureAggregation!, { minSurvivors: 2 })],
  ["masks", (task) => Object.assign(task, { secureAggregation: undefined })],
])("another %s is another setup", async (_, change) => {
  expect(await changed(change)).not.toBe(SAME);
});

function gradient(task: Train) {
  const schema = structuredClone(task.schema!) as { vectors: { name: string }[] };
  schema.vectors[0]!.name = "gradient";
  return schema;
}

test("other parameters, broadcasts and memories are other setups", async () => {
  const plain = await setupOf(await train(3));
  const works = parts(await train(3));
  const { header, parts: pieces } = await encodeVector(headLayout(HEAD), new Float32Array(8).fill(9));
  works[0].value.vector = header;
  expect(await setupOf([works[0], ...pieces.map((value) => ({ case: "part" as const, value }))])).not.toBe(plain);

  const control = async (from: number, length?: number) => {
    const asked = await train(3, { asked: ASKED.control });
    const [first] = parts(asked);
    if (length !== undefined) {
      first.value.broadcast![0]!.vector = header;
      asked.splice(2, 1, ...pieces.map((value) => ({ case: "part" as const, value })));
    }
    return setupOf([memory(from), ...asked]);
  };
  const zero = await control(0);
  expect(await control(0)).toBe(zero);
  expect(await control(2)).not.toBe(zero);
  expect(await control(0, 8)).not.toBe(zero);
});
