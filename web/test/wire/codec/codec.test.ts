import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  AssignmentSchema,
  ClientPrivacy_NoisePlace,
  GridSchema,
  PartSchema,
  ProtectionSchema,
  ReceiptSchema,
  SecureAggregationSchema,
} from "../../../src/gen/headwater/v1/federation_pb";
import { headLayout } from "../../../src/learning/head";
import { decodeLayout, encodeLayout } from "../../../src/wire/codec/layout";
import { decodeGrid, decodeProtection } from "../../../src/wire/codec/protection";
import { decodeReceipt } from "../../../src/wire/codec/receipt";
import { decodeSetup, decodeStep } from "../../../src/wire/codec/secagg";
import { encodeMaskedInput } from "../../../src/wire/codec/steps";
import { encodeVector, VectorAssembly } from "../../../src/wire/codec/vector";
import { WorkAssembly } from "../../../src/wire/codec/work";
import { requireClient, requireLabels } from "../../../src/wire/names";
import { hex, sha256 } from "../../../src/wire/sha256";
import { train } from "../fakeCoordinator";

const HEAD = headLayout({ classes: 3, features: 100_000 }); // two parts
const SMALL = headLayout({ classes: 2, features: 1 });
const VALUES = Float32Array.from({ length: 300_003 }, (_, i) => i / 7);

describe("a vector", () => {
  test("comes together from its parts in any order, one of them twice", async () => {
    const { header, parts } = await encodeVector(HEAD, VALUES);
    expect(parts.map((part) => part.data.length)).toEqual([1 << 20, 300_003 * 4 - (1 << 20)]);
    const assembly = await VectorAssembly.of(header, HEAD);
    assembly.add(parts[1]!);
    assembly.add(parts[1]!);
    expect(assembly.complete).toBe(false);
    assembly.add(parts[0]!);
    expect(assembly.complete).toBe(true);
    expect(await assembly.finish()).toEqual(VALUES);
  });

  test("with another digest, size, encoding or value is refused with a sentence", async () => {
    const { header, parts } = await encodeVector(HEAD, VALUES);
    await expect(VectorAssembly.of({ ...header, parts: 3 }, HEAD)).rejects.toThrow("parts: 3 (expected: 2 of at most");
    await expect(VectorAssembly.of({ ...header, encoding: 7 as never }, HEAD)).rejects.toThrow("encoding: number 7");
    await expect(VectorAssembly.of({ ...header, valueCount: 5n }, HEAD)).rejects.toThrow("value count: 5");
    await expect(VectorAssembly.of(header, headLayout({ classes: 2, features: 3 }))).rejects.toThrow("layout hash: ");
    await expect(VectorAssembly.of(undefined, HEAD)).rejects.toThrow("vector: none");
    const assembly = await VectorAssembly.of(header, HEAD);
    expect(() => assembly.add(create(PartSchema, { index: 2 }))).toThrow("part: number 2 (expected: 0 to 1)");
    expect(() => assembly.add(create(PartSchema, { index: 1, data: new Uint8Array(3) }))).toThrow("part 1: 3 bytes");
    await expect(assembly.finish()).rejects.toThrow("vector: 0 of 2 parts");
    const nan = await encodeVector(SMALL, new Float32Array([0, 1, Number.NaN, 3]));
    const bad = await VectorAssembly.of(nan.header, SMALL);
    bad.add(nan.parts[0]!);
    await expect(bad.finish()).rejects.toThrow("value 2: NaN (expected: a finite number)");
    const other = await VectorAssembly.of({ ...header, digest: new Uint8Array(32) }, HEAD);
    parts.forEach((part) => {
      other.add(part);
    });
    await expect(other.finish()).rejects.toThrow(/^digest: the values have [0-9a-f]{64} \(expected: 0{64}/);
  });

  test("of the wrong length is not sent", async () => {
    await expect(encodeVector(HEAD, new Float32Array(4))).rejects.toThrow("vector: 4 values (expected: 300003");
  });
});

describe("a layout", () => {
  test("is that of a head, or refused", async () => {
    const message = await encodeLayout(headLayout({ classes: 4, features: 5 }));
    expect(await decodeLayout(message)).toEqual({ classes: 4, features: 5 });
    await expect(decodeLayout({ ...message, hash: new Uint8Array(32) })).rejects.toThrow("layout hash: 00");
    await expect(decodeLayout({ ...message, tensors: message.tensors.slice(1) })).rejects.toThrow(
      "layout: classifier.1.bias [4] (expected: classifier.1.weight [classes, features]",
    );
    await expect(decodeLayout(await encodeLayout(headLayout({ classes: 1, features: 5 })))).rejects.toThrow(
      "head: 1 classes",
    );
    await expect(decodeLayout(await encodeLayout(headLayout({ classes: 1 << 15, features: 1 << 14 })))).rejects.toThrow(
      "(expected: at most 268435456)",
    );
    await expect(decodeLayout(undefined)).rejects.toThrow("layout: no tensors");
  });
});

describe("protection", () => {
  const client = (changes: object) =>
    create(ProtectionSchema, {
      weightCap: 1,
      client: { clippingNorm: 1, noisePlace: ClientPrivacy_NoisePlace.NONE, noiseDeviation: 0, ...changes },
    });

  test("that is absent is absent", () => {
    expect(decodeProtection(create(ProtectionSchema, { weightCap: 1 }))).toEqual({ weightCap: 1, secureNoise: false });
  });

  test("that clips without a promise needs no bound of the weights, and stands alone", () => {
    const plain = create(ProtectionSchema, { clippingNorm: 2.5 });
    expect(decodeProtection(plain)).toEqual({ weightCap: 0, secureNoise: false, clippingNorm: 2.5 });
    expect(() => decodeProtection({ ...client({}), clippingNorm: 2.5 })).toThrow("beside that of a privacy guarantee");
    expect(() => decodeProtection({ ...plain, clippingNorm: -1 })).toThrow("clipping norm: -1");
    expect(() => decodeProtection({ ...plain, clippingNorm: Number.NaN })).toThrow("clipping norm: NaN");
  });

  test("users are refused in words: a page does not know whose a picture is", () => {
    const users = { example: { clippingNorm: 1, noiseMultiplier: 2, users: true } };
    expect(() => decodeProtection(create(ProtectionSchema, users))).toThrow(
      "privacy: users are to be protected, and a page does not know whose each picture is",
    );
  });

  test("that is not known, or makes no sense, is refused: it would not protect", () => {
    expect(() => decodeProtection(client({ noisePlace: 0 }))).toThrow("noise: of kind 0 (expected: one that");
    expect(() => decodeProtection(client({ noisePlace: 9 }))).toThrow("noise: of kind 9");
    expect(() => decodeProtection(client({ noiseDeviation: 1 }))).toThrow("noise: deviation 1, place none");
    expect(() => decodeProtection(client({ noisePlace: ClientPrivacy_NoisePlace.LOCAL }))).toThrow(
      "noise: deviation 0, place local",
    );
    expect(() => decodeProtection({ ...client({}), weightCap: 0 })).toThrow("weights: num_examples, together with");
    expect(() => decodeProtection(client({ clippingNorm: 0 }))).toThrow("clipping norm: 0");
    const example = create(ProtectionSchema, { example: { clippingNorm: 1, noiseMultiplier: -1 } });
    expect(() => decodeProtection(example)).toThrow("example noise multiplier: -1");
  });
});

describe("a grid", () => {
  const grid = (changes: object) =>
    create(GridSchema, {
      fractionBits: 22,
      maxPerWeight: 1,
      maxTotalWeight: 100,
      ringBits: 32,
      noiseDeviation: 2,
      ...changes,
    });

  test("is taken up to the finest on which no sum can wrap", () => {
    // 1 * 100 + 20 * 2 = 140 < 2^8: F = 32 - 2 - 8, as FixedPoint.finest of Golden.java.
    expect(decodeGrid(grid({})).fractionBits).toBe(22);
    expect(() => decodeGrid(grid({ fractionBits: 23 }))).toThrow("(expected: 16 to 22)");
    expect(() => decodeGrid(grid({ fractionBits: 15 }))).toThrow("fixed point: 15 fraction bits");
    expect(decodeGrid(grid({ ringBits: 64, fractionBits: 42 })).fractionBits).toBe(42);
    expect(() => decodeGrid(grid({ ringBits: 64, fractionBits: 43 }))).toThrow("(expected: 16 to 42)");
    expect(decodeGrid(grid({ ringBits: 64, noiseDeviation: 0, fractionBits: 55 })).fractionBits).toBe(55);
    expect(() => decodeGrid(grid({ ringBits: 48 }))).toThrow("ring bits: 48 (expected: 32 or 64)");
    expect(() => decodeGrid(grid({ maxPerWeight: 0 }))).toThrow("fixed point: bounds 0");
    expect(() => decodeGrid(undefined)).toThrow("fixed point: bounds");
  });
});

describe("work", () => {
  const message = (work: MessageInitShape<typeof AssignmentSchema>["work"]) =>
    create(AssignmentSchema, work === undefined ? {} : { work });

  test("that is announced anew drops what was unfinished", async () => {
    const assembly = new WorkAssembly("run-1");
    const [first] = await train(1);
    const [second, part] = await train(2);
    await assembly.add(message(first));
    await assembly.add(message(second));
    expect(await assembly.add(message(part))).toMatchObject({ kind: "train", round: 2 });
    await expect(assembly.add(message(part))).rejects.toThrow("part: number 0 of nothing (expected: a train or");
  });

  test("is the same if everything in it is, and in no other run", async () => {
    const key = async (runId: string, round: number) => {
      const assembly = new WorkAssembly(runId);
      const [first, part] = await train(round);
      await assembly.add(message(first));
      return (await assembly.add(message(part)))!.key;
    };
    expect(await key("run-1", 1)).toBe(await key("run-1", 1));
    expect(await key("run-1", 1)).not.toBe(await key("run-1", 2));
    expect(await key("run-1", 1)).not.toBe(await key("run-2", 1));
  });

  test("of a round that cannot be is refused", async () => {
    const [first] = await train(0);
    await expect(new WorkAssembly("run-1").add(message(first))).rejects.toThrow("round: 0 (expected: 1 to 2147483647)");
  });
});

describe("secure aggregation", () => {
  test("must fit the grid and the vector", () => {
    const setup = create(SecureAggregationSchema, {
      ringBits: 32,
      length: 11,
      cohort: 4,
      neighbours: 3,
      threshold: 3,
      minSurvivors: 2,
    });
    expect(decodeSetup(setup, "run-1", 1, 32, 11)).toMatchObject({ runId: "run-1", round: 1, length: 11 });
    expect(() => decodeSetup(setup, "run-1", 1, 64, 11)).toThrow("11 elements of 32 bits (expected: 11 of 64");
    expect(() => decodeSetup(setup, "run-1", 1, 32, 12)).toThrow("(expected: 12 of 32");
  });

  test("must hide something: a threshold of half, a sum of one and a cohort of one are refused", () => {
    const setup = (changes: object) =>
      create(SecureAggregationSchema, {
        ringBits: 32,
        length: 11,
        cohort: 4,
        neighbours: 3,
        threshold: 3,
        minSurvivors: 2,
        ...changes,
      });
    const decode = (changes: object) => () => decodeSetup(setup(changes), "run-1", 1, 32, 11);
    expect(decode({ threshold: 2 })).toThrow("secure aggregation: threshold: 2 (expected: 3 to 4 of 4 holders: half");
    expect(decode({ threshold: 5 })).toThrow("threshold: 5");
    expect(decode({ minSurvivors: 1 })).toThrow("fewest survivors: 1 (expected: 2 to the cohort of 4)");
    expect(decode({ cohort: 1, neighbours: 0 })).toThrow("cohort: 1 (expected: 2 clients or more");
    expect(decode({ neighbours: 4 })).toThrow("neighbours: 4 (expected: 1 to 3)");
    expect(decode({ cohort: 9, neighbours: 5 })).toThrow(
      "neighbours: 5 (expected: everybody else (8) or an even number)",
    );
  });

  test("with two boxes of one sender, or a key of another size, is refused", () => {
    const box = { client: "bo", box: new Uint8Array(93) };
    const inbox = (boxes: object[]) =>
      create(AssignmentSchema, { work: { case: "inbox", value: { round: 1, recipient: "anna", boxes } } });
    expect(() => decodeStep(inbox([box, box]), "run-1")).toThrow("sealed shares: two with bo (expected: one)");
    expect(() => decodeStep(inbox([{ ...box, box: new Uint8Array(92) }]), "run-1")).toThrow("sealed share: 92 bytes");
    const roster = create(AssignmentSchema, {
      work: { case: "roster", value: { round: 1, recipient: "anna", members: [{ client: "bo" }] } },
    });
    expect(() => decodeStep(roster, "run-1")).toThrow("sharing key: 0 bytes (expected: 32)");
  });

  test("masked inputs travel in parts that repeat the digest", async () => {
    const bytes = new Uint8Array((2 << 20) + 1);
    const digest = await sha256(bytes);
    const messages = encodeMaskedInput({ runId: "run-1", round: 1, client: "anna" }, { bytes, digest });
    const parts = messages.map((m) => (m.work.case === "maskedInput" ? m.work.value : undefined)!);
    expect(parts.map((p) => p.part!.data.length)).toEqual([1 << 20, 1 << 20, 1]);
    expect(new Set(parts.map((p) => hex(p.digest))).size).toBe(1);
  });
});

describe("small things", () => {
  test("a receipt that this version does not know counts as a refusal", () => {
    expect(decodeReceipt(create(ReceiptSchema, { status: 9 as never }))).toMatchObject({ kind: "refused" });
  });

  test("names print, have no space at either end and end somewhere", () => {
    expect(requireClient("Änne 🐈 3")).toBe("Änne 🐈 3");
    expect(requireClient("🐈".repeat(100))).toHaveLength(200);
    expect(() => requireClient("x".repeat(101))).toThrow("101 characters (expected: 1 to 100");
    expect(() => requireClient("")).toThrow("client name: ''");
    expect(() => requireClient("a\u202eb")).toThrow("client name: 'a?b' has characters that do not print");
    expect(() => requireLabels(["cat", "cat"])).toThrow("labels: cat appears twice");
    expect(() => requireLabels(["cat", "dog\n"])).toThrow("label: ");
  });

  test("SHA-256 is the platform's, and the portable one where there is none", async () => {
    // FIPS 180-4, "abc".
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(hex(await sha256(new TextEncoder().encode("abc")))).toBe(abc);
    expect(hex(await sha256(new TextEncoder().encode("a"), new TextEncoder().encode("bc")))).toBe(abc);
  });
});
