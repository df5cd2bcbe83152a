import { describe, expect, test } from "vitest";
import { Encoding } from "../../../src/gen/headwater/v1/federation_pb";
import { headLayout } from "../../../src/learning/head";
import { encodeContribution } from "../../../src/wire/codec/submission";
import type { SumSchema } from "../../../src/wire/ports";
import { sha256 } from "../../../src/wire/sha256";
import { ASKED, schemaOf } from "../fakeCoordinator";

describe("a contribution", () => {
  const value = (submission: { work: { case?: string | undefined; value?: unknown } }) =>
    submission.work.value as Extract<
      Awaited<ReturnType<typeof encodeContribution>>[number]["work"],
      { case: "contribution" }
    >["value"];
  const described = { client: "anna", round: 3, numExamples: 4, weight: 4, trainLoss: 0.5, withinNorm: true };

  test("of integers over 1 MiB travels in parts whose digest is that of the little-endian integers", async () => {
    const length = 200_000;
    const units = BigInt64Array.from({ length }, (_, i) => (i % 2 === 0 ? 1n : -1n) * (BigInt(i) << 40n));
    const bytes = Buffer.alloc(8 * length);
    units.forEach((unit, i) => {
      bytes.writeBigInt64LE(unit, 8 * i);
    });
    const schema = {
      vectors: [{ name: "second", layout: [{ name: "second", shape: [length] }], integers: true }],
      slots: [],
    } as unknown as SumSchema;
    const messages = await encodeContribution({ ...described, vectors: [units], scalars: [] }, schema, "run-1");
    expect(messages.map((m) => [value(m).part!.index, value(m).part!.data.length])).toEqual([
      [0, 1 << 20],
      [1, 8 * length - (1 << 20)],
    ]);
    expect(Buffer.concat(messages.map((m) => value(m).part!.data)).equals(bytes)).toBe(true);
    const header = value(messages[0]!).vectors[0]!;
    expect(header).toMatchObject({ encoding: Encoding.INT64, valueCount: BigInt(length), parts: 2 });
    expect(Buffer.from(header.digest).toString("hex")).toBe(
      Buffer.from(await sha256(new Uint8Array(bytes))).toString("hex"),
    );
  });

  test("of several vectors says with every part which it is of, and repeats everything else", async () => {
    const head = { classes: 3, features: 100_000 };
    const vector = new Float32Array(300_003);
    const asked = schemaOf({ ...ASKED.control, slots: ["steps"] });
    const schema = { ...asked, vectors: asked.vectors.map((v) => ({ ...v, layout: headLayout(head) })) } as SumSchema;
    const contribution = { ...described, vectors: [vector, vector.map(() => 1)], scalars: [12] };
    const messages = await encodeContribution(contribution, schema, "run-1");
    expect(messages.map((m) => [value(m).vector, value(m).part!.index])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const { part: _p, vector: _v, ...rest } = value(messages[0]!);
    for (const m of messages) {
      expect(value(m)).toMatchObject(rest);
      expect(value(m).scalars).toEqual([12]);
      expect(value(m).vectors).toHaveLength(2);
    }
  });
});
