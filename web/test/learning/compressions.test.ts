import { readFileSync } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { floatOf, halfOf } from "../../src/learning/compression/binary16";
import {
  bytesOf,
  codedBy,
  described,
  encodeValues,
  parseCompression,
  summedLayout,
} from "../../src/learning/compression/compression";
import { contribute } from "../../src/learning/contribute";
import { Examples } from "../../src/learning/examples";
import { parameterCount } from "../../src/learning/head";
import { KeyedRandom } from "../../src/learning/random";
import { layoutHash, sizeOf } from "../../src/learning/sums/layout";
import type { Sgd } from "../../src/learning/works/localWork";
import { outputs } from "../../src/learning/works/localWork";

// Written by GoldenCompressions in the Java module learning; everything is compared bit for bit.
const golden = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../learning/src/test/resources/golden/web/learning.json`, "utf8"),
);
const SEED = -8412345678901234567n;
const NONE = new Examples(new Float32Array(0), new Int32Array(0), 130);
const HYPER = { localEpochs: 2, batchSize: 7, learningRate: 0.1, momentum: 0, weightDecay: 0, proximalMu: 0 };

function uniform(random: KeyedRandom, length: number, size: number): Float32Array {
  return Float32Array.from({ length }, () => (2 * random.nextDouble() - 1) * size);
}

function digest(values: ArrayBufferView): string {
  return bytesToHex(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

describe("float16", () => {
  test("has Java's 65,536 values", () => {
    const values = Float32Array.from({ length: 1 << 16 }, (_, bits) => ((bits & 0x7fff) > 0x7c00 ? 0 : floatOf(bits)));
    expect(digest(values)).toBe(golden.halves.values);
  });

  test("rounds as Java does", () => {
    const bits = Int32Array.from({ length: 1 << 16 }, (_, i) => Math.imul(i, 65_521) ^ (i >>> 3));
    const floats = new Float32Array(bits.buffer);
    const halves = Uint16Array.from(floats, (value) => halfOf(Number.isNaN(value) ? 0 : value));
    expect(digest(halves)).toBe(golden.halves.nearest);
  });

  test("every value but NaN comes back", () => {
    for (let half = 0; half < 1 << 16; half++) {
      if ((half & 0x7fff) <= 0x7c00) expect(halfOf(floatOf(half))).toBe(half);
    }
    expect(floatOf(halfOf(Number.NaN))).toBeNaN();
  });
});

describe("names", () => {
  test.each(["float16", "int8", "top-k:0.05", "top-k:0.05,no-feedback", "random-k:1"])("%s comes back", (text) => {
    expect(described(parseCompression(text))).toBe(text);
  });

  test.each([
    "",
    "zip",
    "float16:2",
    "top-k",
    "top-k:",
    "top-k:0",
    "random-k:1.5",
    "random-k:0.1,no-feedback",
    "top-k:0.1:2",
    "top-k:0.1,x",
  ])("'%s' is refused", (text) => {
    expect(() => parseCompression(text)).toThrow(/^compression: .*\(expected: /);
  });
});

describe("a compressed contribution has Java's bits", () => {
  for (const wanted of golden.compressions) {
    const { round, n, width, classes, form, grid } = wanted;
    const { client, clippingNorm, weightCap } = wanted.protection;
    const promise = client ? ` ${client.noisePlace} noise` : clippingNorm ? ` clipped to ${clippingNorm}` : "";
    test(`round ${round}: ${wanted.compression}, ${form}${promise}`, () => {
      const head = { classes, features: width };
      const random = KeyedRandom.of(SEED, round, "inputs", "PARTITION");
      const matrix = uniform(random, n * width, 3);
      const labels = Int32Array.from({ length: n }, () => random.nextInt(classes));
      const parameters = uniform(random, parameterCount(head), 0.1);
      const broadcast = new Map(
        form === "plain" ? [] : [["control", uniform(random, parameterCount(head), 0.05)] as const],
      );
      const work: Sgd = { kind: "sgd", hyper: HYPER, form };
      const compression = parseCompression(wanted.compression)!;
      const vectors = outputs(work, head).map(({ name, layout, integers }) => {
        return { name, layout: summedLayout(compression, name, layout), integers, grid, compression };
      });
      expect(layoutHash(vectors[0].layout)).toBe(wanted.layoutHash);
      expect(vectors.reduce((sum, { layout }) => sum + bytesOf(compression, sizeOf(layout)), 0)).toBe(wanted.bytes);
      const slots = ["weight", "loss", "within_norm"].map((name) => ({ name, maxPerWeight: 1, fractionBits: 0 }));
      const protection = {
        weightCap,
        secureNoise: false,
        ...(client && { client }),
        ...(clippingNorm && { clippingNorm }),
      };
      let memory: ReadonlyMap<string, Float32Array> = new Map();
      for (const [i, result] of wanted.results.entries()) {
        const schema = { vectors, slots };
        const task = { round: round + i, seed: SEED, head, parameters, broadcast, work, protection, schema };
        const examples = new Examples(matrix, labels, width);
        const { contribution, memory: next } = contribute("client-é", examples, NONE, task, memory);
        const sent = contribution.vectors as readonly Float32Array[];
        expect(sent.map(digest)).toEqual(result.vectors);
        const coded = codedBy(compression);
        expect(coded === undefined ? [] : sent.map((v) => digest(encodeValues(coded, v)))).toEqual(result.encoded);
        expect(contribution.withinNorm).toBe(result.withinNorm);
        expect(Object.fromEntries([...next].map(([name, v]) => [name, digest(v)]))).toEqual(result.memory);
        memory = next;
      }
    });
  }
});
