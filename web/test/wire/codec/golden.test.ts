import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  AssignmentSchema,
  file_headwater_v1_federation,
  JoinRequestSchema,
  ModelPartSchema,
  ReceiptSchema,
  RunDescriptionSchema,
  type Submission,
  SubmissionSchema,
  WatchEventSchema,
} from "../../../src/gen/headwater/v1/federation_pb";
import { headLayout } from "../../../src/learning/head";
import { encodeLayout } from "../../../src/wire/codec/layout";
import { decodeReceipt } from "../../../src/wire/codec/receipt";
import { decodeStep } from "../../../src/wire/codec/secagg";
import {
  encodeAdvertisement,
  encodeConfirmation,
  encodeMaskedInput,
  encodeShares,
  encodeUnmasking,
  encodeWithdrawal,
} from "../../../src/wire/codec/steps";
import { encodeContribution, encodeEvaluation } from "../../../src/wire/codec/submission";
import { encodeVector, inParts, littleEndian } from "../../../src/wire/codec/vector";
import { type TrainWork, WorkAssembly } from "../../../src/wire/codec/work";
import { joinRequest } from "../../../src/wire/node/preparation";
import { decodeRun } from "../../../src/wire/run";
import { hex, sha256 } from "../../../src/wire/sha256";
import { single } from "../../learning/tasks";
import { golden, goldenNames } from "./golden";

const HEAD = { classes: 2, features: 3 };
const PARAMETERS = new Float32Array([0, 1, -2.5, 3e-8, 1.401298464324817e-45, 1e30, -0, 0.1]);
const LAYOUT = headLayout(HEAD);
const GRID = { fractionBits: 22, maxPerWeight: 1, maxTotalWeight: 100, ringBits: 32, noiseDeviation: 2 } as const;
const SCHEMA = single("delta", HEAD, GRID);
const HEADER = { runId: "run-7", round: 3, client: "änne" };

const full = (size: number, value: number) => new Uint8Array(size).fill(value);

/** `join-request` is a JoinRequest, `receipt-late` a Receipt, `model-head` a ModelPart, `watch-status` a WatchEvent. */
function schemaOf(name: string): DescMessage {
  const kebab = (message: DescMessage) => message.name.replace(/(?<!^)[A-Z]/g, (c) => `-${c}`).toLowerCase();
  const named = file_headwater_v1_federation.messages.filter((message) => name.startsWith(kebab(message)));
  return (
    named.sort((a, b) => b.name.length - a.name.length)[0] ??
    (name.startsWith("watch-") ? WatchEventSchema : ModelPartSchema)
  );
}

const assignment = (name: string) => fromBinary(AssignmentSchema, golden(name));

function expectBytes(message: Submission, name: string, session = false) {
  const sent = session ? { ...message, session: new TextEncoder().encode("session") } : message;
  expect(Buffer.from(toBinary(SubmissionSchema, sent)).toString("hex")).toBe(Buffer.from(golden(name)).toString("hex"));
}

describe("messages are byte for byte Java's", () => {
  test("there is one of every kind", () => {
    expect(goldenNames().length).toBeGreaterThanOrEqual(24);
  });

  test.each(goldenNames())("%s survives decoding and encoding", (name) => {
    const schema = schemaOf(name);
    const bytes = golden(name);
    expect(toBinary(schema, fromBinary(schema, bytes))).toEqual(bytes);
  });
});

describe("what a client sends is byte for byte what Java's client sends", () => {
  test("contribution", async () => {
    const contribution = {
      client: "änne",
      round: 3,
      numExamples: 20,
      weight: 20,
      vectors: [PARAMETERS],
      scalars: [],
      trainLoss: 693 / 1000,
      withinNorm: true,
    };
    const messages = await encodeContribution(contribution, SCHEMA, "run-7");
    expect(messages).toHaveLength(1);
    expectBytes(messages[0]!, "submission-contribution", true);
  });

  test("enrolment", () => {
    const run = decodeRun(fromBinary(RunDescriptionSchema, golden("run-description")));
    const some = (count: number, label: string) => ({
      matrix: new Float32Array(count * 1280),
      labels: new Array<string>(count).fill(label),
    });
    const data = {
      backboneDigest: "0f".repeat(32),
      features: 1280,
      train: some(20, "dög"),
      heldOut: some(5, "cat"),
      identity: "",
    };
    const request = joinRequest("änne", "secret", { ...run, hidesNumExamples: false }, data, true);
    expect(toBinary(JoinRequestSchema, request)).toEqual(golden("join-request"));
  });

  test("evaluation", () => {
    expectBytes(
      encodeEvaluation({ lossSum: 1.25, correct: [1, 0], total: [2, 300] }, HEADER),
      "submission-evaluation",
      true,
    );
    const scores = { lossSum: 1.25, correct: [1, 0], total: [2, 300] };
    expectBytes(encodeEvaluation(scores, HEADER, scores), "submission-evaluation-personal", true);
  });

  test("steps of secure aggregation", async () => {
    const keys = { sharingKey: full(32, 0x14), maskingKey: full(32, 0x24), signature: full(64, 0x34) };
    expectBytes(encodeAdvertisement(HEADER, keys)[0]!, "submission-advertisement");
    const boxes = [
      { client: "cleo", box: full(93, 3) },
      { client: "bo", box: full(93, 2) },
    ];
    expectBytes(encodeShares(HEADER, { seedCommitment: full(32, 1), boxes })[0]!, "submission-shares");
    const bytes = full(44, 0x7e);
    const masked = encodeMaskedInput(HEADER, { bytes, digest: await sha256(bytes) });
    expectBytes(masked[0]!, "submission-masked-input");
    expectBytes(
      encodeConfirmation(HEADER, { survivorsDigest: full(32, 6), signature: full(64, 7) })[0]!,
      "submission-confirmation",
    );
    const unmasking = {
      seedShares: [
        { owner: "änne", x: 1, value: full(32, 8) },
        { owner: "bo", x: 255, value: full(32, 9) },
      ],
      keyShares: [{ owner: "cleo", x: 2, value: full(32, 10) }],
    };
    expectBytes(encodeUnmasking(HEADER, unmasking)[0]!, "submission-unmasking");
    expectBytes(encodeWithdrawal(HEADER)[0]!, "submission-withdrawal");
    expectBytes(encodeWithdrawal(HEADER, true)[0]!, "submission-exhausted");
  });
});

describe("what a client is sent reads as Java meant it", () => {
  test("train, with everything that protects", async () => {
    const assembly = new WorkAssembly("run-7");
    expect(await assembly.add(assignment("assignment-train"))).toBeUndefined();
    const work = (await assembly.add(assignment("assignment-part"))) as TrainWork;
    expect(work).toMatchObject({
      kind: "train",
      round: 3,
      task: {
        round: 3,
        seed: -42n,
        head: HEAD,
        work: {
          kind: "sgd",
          form: "plain",
          hyper: {
            localEpochs: 2,
            batchSize: 16,
            learningRate: 0.05,
            momentum: 0.9,
            weightDecay: 1e-4,
            proximalMu: 0.01,
          },
        },
        protection: {
          weightCap: 50,
          client: { clippingNorm: 0.5, noisePlace: "masked", noiseDeviation: 0.125, reportsNorm: true },
          example: { clippingNorm: 1, noiseMultiplier: 0.75 },
          secureNoise: false,
        },
        broadcast: new Map(),
        schema: SCHEMA,
      },
    });
    expect(work.masks).toBeUndefined();
    expect([...work.task.parameters]).toEqual([...PARAMETERS]);
    expect(Object.is(work.task.parameters[6], -0)).toBe(true);
  });

  test("train on standardised features, and scores of candidates", async () => {
    const read = async (name: string, vectors: readonly Float32Array[]) => {
      const assembly = new WorkAssembly("run-7");
      await assembly.add(assignment(name));
      let work: unknown;
      for (const values of vectors) {
        const [value] = inParts(littleEndian(values));
        work = await assembly.add(create(AssignmentSchema, { work: { case: "part", value: value! } }));
      }
      return (work as TrainWork).task;
    };
    const [mean, scale] = [new Float32Array([0.5, -1, 0]), new Float32Array([2, 0, 0.25])];
    const scaled = await read("assignment-train-scaled", [PARAMETERS, mean, scale]);
    expect(scaled.broadcast).toEqual(
      new Map([
        ["feature-mean", mean],
        ["feature-scale", scale],
      ]),
    );
    const candidates = new Float32Array(16);
    candidates.set(PARAMETERS);
    const scores = await read("assignment-train-scores", [PARAMETERS, candidates]);
    expect(scores.work).toEqual({ kind: "scores", candidates: 2 });
    expect(scores.broadcast).toEqual(new Map([["candidates", candidates]]));
    expect(scores.schema.vectors).toMatchObject([
      { name: "correct", layout: [{ name: "correct", shape: [3] }], integers: true, grid: { fractionBits: 16 } },
    ]);
  });

  test("masked train", async () => {
    const assembly = new WorkAssembly("run-7");
    await assembly.add(assignment("assignment-train-masked"));
    const work = (await assembly.add(assignment("assignment-part"))) as TrainWork;
    expect(work.masks).toEqual({
      runId: "run-7",
      round: 3,
      ringBits: 32,
      length: 11,
      cohort: 4,
      neighbours: 3,
      threshold: 3,
      minSurvivors: 2,
      // As Java's WorkCodec.taskDigest: keys and boxes are bound to it.
      task: hex(await sha256(golden("assignment-train-masked"))),
    });
  });

  test("evaluate", async () => {
    const assembly = new WorkAssembly("run-7");
    await assembly.add(assignment("assignment-evaluate"));
    const work = await assembly.add(assignment("assignment-part"));
    expect(work).toMatchObject({ kind: "evaluate", round: 3, head: HEAD });
  });

  test("steps of secure aggregation", () => {
    const roster = decodeStep(assignment("assignment-roster"), "run-7");
    const keys = (client: string, n: number, signature: Uint8Array) => ({
      runId: "run-7",
      round: 3,
      client,
      sharingKey: full(32, 0x10 + n),
      maskingKey: full(32, 0x20 + n),
      signature,
    });
    expect(roster).toEqual({
      kind: "roster",
      round: 3,
      roster: {
        runId: "run-7",
        round: 3,
        recipient: "änne",
        members: [keys("änne", 4, full(64, 0x34)), keys("bo", 2, new Uint8Array(0))],
      },
    });
    expect(decodeStep(assignment("assignment-inbox"), "run-7")).toMatchObject({
      inbox: {
        recipient: "änne",
        boxes: [
          { client: "bo", box: full(93, 4) },
          { client: "cleo", box: full(93, 5) },
        ],
      },
    });
    expect(decodeStep(assignment("assignment-survivors"), "run-7")).toMatchObject({
      survivors: { alive: ["bo", "änne"], dropped: ["cleo"] },
    });
    expect(decodeStep(assignment("assignment-confirmations"), "run-7")).toMatchObject({
      confirmations: {
        recipient: "änne",
        confirmations: [
          { client: "bo", survivorsDigest: full(32, 6), signature: new Uint8Array(0) },
          { client: "änne", survivorsDigest: full(32, 6), signature: full(64, 7) },
        ],
      },
    });
  });

  test("receipts", () => {
    const receipt = (name: string) => decodeReceipt(fromBinary(ReceiptSchema, golden(name)));
    expect(receipt("receipt-accepted")).toEqual({ kind: "accepted" });
    expect(receipt("receipt-duplicate")).toEqual({ kind: "duplicate" });
    expect(receipt("receipt-late")).toEqual({ kind: "late" });
    expect(receipt("receipt-refused")).toEqual({ kind: "refused", reason: "no: 1 (expected: 2)" });
    expect(receipt("receipt-part-received")).toBeUndefined();
  });

  test("the run", () => {
    const run = decodeRun(fromBinary(RunDescriptionSchema, golden("run-description")));
    expect(run).toEqual({
      runId: "run-7",
      softwareVersion: "0.1.0",
      labels: ["cat", "dög"],
      preprocessing: { imageSize: 96, mean: [0.5, 0.25, 0.125], std: [1, 2, Math.fround(0.1)] },
      backbone: { digest: "0f".repeat(32), arch: "mobilenet_v2", featureLength: 1280, fileAvailable: true },
      holdoutShare: 0.2,
      seed: -1n,
      hidesNumExamples: true,
      memoryId: "memory-1",
    });
  });

  test("a run that protects users is not for pages", () => {
    const run = fromBinary(RunDescriptionSchema, golden("run-description"));
    expect(() => decodeRun({ ...run, countsUsers: true })).toThrow("privacy: this run protects users");
  });

  test("the head's header", async () => {
    const header = create(ModelPartSchema, {
      content: {
        case: "head",
        value: {
          round: 3,
          layout: await encodeLayout(LAYOUT),
          vector: (await encodeVector(LAYOUT, PARAMETERS)).header,
        },
      },
    });
    expect(toBinary(ModelPartSchema, header)).toEqual(golden("model-head"));
  });
});
