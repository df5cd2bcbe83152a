import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  type Assignment,
  AssignmentSchema,
  ClientPrivacy_NoisePlace as NoisePlace,
  ProtectionSchema,
  SecureAggregationSchema,
  SubmissionSchema,
  type Train,
} from "../../../src/gen/headwater/v1/federation_pb";
import { parseCompression, round } from "../../../src/learning/compression/compression";
import { KeyedRandom } from "../../../src/learning/random";
import { lengthOf } from "../../../src/learning/sums/schema";
import { encodeContribution } from "../../../src/wire/codec/submission";
import { inParts, littleEndian } from "../../../src/wire/codec/vector";
import { type TrainWork, WorkAssembly } from "../../../src/wire/codec/work";
import { golden } from "./golden";

const PARAMETERS = new Float32Array([0, 1, -2.5, 3e-8, 1.401298464324817e-45, 1e30, -0, 0.1]);
const NAMES = ["float16", "int8", "top-k:0.25", "random-k:0.25"];

const announced = (name: string) => fromBinary(AssignmentSchema, golden(`assignment-train-${name.replace(/:.*/, "")}`));

/** The announcement of a compressed task, changed. */
function changed(name: string, change: (train: Train) => void): Assignment {
  const message = announced(name);
  change(message.work.value as Train);
  return message;
}

function named(compression: string): Assignment {
  return changed("float16", (train) => {
    train.schema!.vectors[0]!.compression = compression;
  });
}

async function workOf(message: Assignment): Promise<TrainWork> {
  const assembly = new WorkAssembly("run-7");
  await assembly.add(create(AssignmentSchema, { work: { case: "memory", value: { round: 2 } } }));
  await assembly.add(message);
  const [part] = inParts(littleEndian(PARAMETERS));
  return (await assembly.add(create(AssignmentSchema, { work: { case: "part", value: part! } }))) as TrainWork;
}

/** As Java's GoldenForms has it: what the form can express of some values. */
function valuesOf(name: string): Float32Array {
  const compression = parseCompression(name)!;
  if (compression.kind === "random-k") return new Float32Array([-2.5, 100]);
  const values = new Float32Array([0, 1, -2.5, 3e-8, 0.75, 100, -0.5, 0.1]);
  round(compression, values, KeyedRandom.of(-42n, 3, "änne", "ROUNDING"));
  return values;
}

describe.each(NAMES)("%s", (name) => {
  test("is understood, and the contribution is byte for byte Java's", async () => {
    const work = await workOf(announced(name));
    expect(work.task.schema.vectors[0]!.compression).toEqual(parseCompression(name));
    expect(work.memoryRound).toBe(name.startsWith("top-k") ? 2 : undefined);
    const contribution = {
      client: "änne",
      round: 3,
      numExamples: 20,
      weight: 20,
      vectors: [valuesOf(name)],
      scalars: [],
      trainLoss: 693 / 1000,
      withinNorm: true,
    };
    const [message, ...more] = await encodeContribution(contribution, work.task.schema, "run-7");
    expect(more).toHaveLength(0);
    const sent = { ...message!, session: new TextEncoder().encode("session") };
    const bytes = golden(`submission-${name.replace(/:.*/, "")}`);
    expect(Buffer.from(toBinary(SubmissionSchema, sent)).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
  });
});

test.each(["zip", "float16:3", "top-k:2", "java.lang.String", ":"])("'%s' is refused", async (compression) => {
  await expect(workOf(named(compression))).rejects.toThrow(/^compression: .*\(expected: /);
});

test("integers are not compressed", async () => {
  const message = fromBinary(AssignmentSchema, golden("assignment-train-moments"));
  (message.work.value as Train).schema!.vectors[0]!.compression = "int8";
  await expect(workOf(message)).rejects.toThrow("compression: int8 of second (expected: none; it is summed exactly)");
});

test("without word of its memory a client does not begin what remembers", async () => {
  await expect(new WorkAssembly("run-7").add(announced("top-k:0.25"))).rejects.toThrow(
    "round 3: sgd without word of which memory to go on from",
  );
});

test("what depends on the pictures is refused under a promise", async () => {
  const client = { clippingNorm: 1, noisePlace: NoisePlace.LOCAL, noiseDeviation: 1 };
  const example = { clippingNorm: 1, noiseMultiplier: 1 };
  for (const promise of [{ client }, { example }]) {
    const protection = create(ProtectionSchema, { weightCap: 1, ...promise });
    const asked = (name: string) =>
      workOf(
        changed(name, (train) => {
          train.protection = protection;
        }),
      );
    await expect(asked("top-k:0.25")).rejects.toThrow("compression: top-k:0.25 with a privacy guarantee");
    await expect(asked("int8")).resolves.toMatchObject({ kind: "train" });
  }
});

test("only random places are taken under a mask", async () => {
  for (const name of NAMES) {
    const open = await workOf(announced(name));
    const masked = changed(name, (train) => {
      train.protection = create(ProtectionSchema, { weightCap: 1 });
      train.secureAggregation = create(SecureAggregationSchema, {
        ringBits: 64,
        length: lengthOf(open.task.schema),
        cohort: 5,
        neighbours: 4,
        threshold: 4,
        minSurvivors: 4,
      });
    });
    const asked = workOf(masked);
    if (name.startsWith("random-k")) await expect(asked).resolves.toMatchObject({ masks: { length: 5 } });
    else await expect(asked).rejects.toThrow(`compression: ${name} under a mask`);
  }
});
