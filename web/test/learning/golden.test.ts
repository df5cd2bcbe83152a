import { readFileSync } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { contribute } from "../../src/learning/contribute";
import { Examples } from "../../src/learning/examples";
import { digestOf, headLayout, parameterCount } from "../../src/learning/head";
import { holdout } from "../../src/learning/holdout";
import { DiscreteGaussian } from "../../src/learning/noise/discreteGaussian";
import { SeededNoise } from "../../src/learning/noise/noise";
import { KeyedRandom } from "../../src/learning/random";
import { evaluate } from "../../src/learning/scoring";
import { layoutHash } from "../../src/learning/sums/layout";
import { encodeMasked } from "../../src/learning/sums/maskedSum";
import type { SummedVector, Values } from "../../src/learning/sums/schema";
import { broadcasts, keepsMemory, type LocalWork, outputs, scalars } from "../../src/learning/works/localWork";
import { encodeRing } from "../../src/secagg/mask";
import { plain } from "./tasks";

// Written by GoldenWeb in the Java module learning; everything is compared bit for bit.
const golden = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../learning/src/test/resources/golden/web/learning.json`, "utf8"),
);
const SEED = -8412345678901234567n;

function uniform(random: KeyedRandom, length: number, size: number): Float32Array {
  return Float32Array.from({ length }, () => (2 * random.nextDouble() - 1) * size);
}

const none = (width: number) => new Examples(new Float32Array(0), new Int32Array(0), width);

function base64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

describe("the streams of Java's KeyedRandom", () => {
  for (const { purpose, client, bits, ints, uniform: double, gaussian, order } of golden.random) {
    test(`${purpose} of '${client}'`, () => {
      const random = KeyedRandom.of(SEED, 3, client, purpose);
      expect(bits.map(() => random.nextBits())).toEqual(bits);
      const bounds = [1, 2, 3, 1000, 1 << 20, 2147483647, (1 << 30) + 1];
      expect(bounds.map((bound) => random.nextInt(bound))).toEqual(ints);
      expect(random.nextDouble()).toBe(double);
      expect(random.nextGaussian()).toBe(gaussian);
      const shuffled = Int32Array.from({ length: 30 }, (_, i) => i);
      random.shuffle(shuffled);
      expect([...shuffled]).toEqual(order);
    });
  }
});

test("the same examples are held out", () => {
  for (const { n, share, heldOut } of golden.holdouts) {
    const parts = holdout(n, share, SEED, `client-${n}`);
    expect([...parts.heldOut]).toEqual(heldOut);
    expect(parts.train.length + parts.heldOut.length).toBe(n);
  }
});

describe("the discrete Gaussian draws what Java draws", () => {
  for (const { sigma, draws } of golden.discreteGaussian) {
    test(`sigma ${sigma}`, () => {
      const noise = new SeededNoise(SEED, 1, "client", "NOISE");
      const gaussian = new DiscreteGaussian(sigma);
      expect(draws.map(() => String(gaussian.sample(noise)))).toEqual(draws);
    });
  }
});

describe("a round of local work has Java's bits", () => {
  for (const wanted of golden.rounds) {
    const { round, n, width, classes, hyper, grid } = wanted;
    test(`round ${round}: ${n} x ${width} on ${classes} classes`, () => {
      const head = { classes, features: width };
      const random = KeyedRandom.of(SEED, round, "inputs", "PARTITION");
      const matrix = uniform(random, n * width, 3);
      const labels = Int32Array.from({ length: n }, () => random.nextInt(classes));
      const parameters = uniform(random, parameterCount(head), 0.1);
      expect(layoutHash(headLayout(head))).toBe(wanted.layoutHash);
      expect(digestOf(parameters)).toBe(wanted.globalDigest);
      const examples = new Examples(matrix, labels, width);
      const protection = {
        weightCap: wanted.protection.weightCap,
        secureNoise: false,
        ...(wanted.protection.client && { client: wanted.protection.client }),
        ...(wanted.protection.example && { example: wanted.protection.example }),
        ...(wanted.protection.clippingNorm && { clippingNorm: wanted.protection.clippingNorm }),
      };
      const task = { round, seed: SEED, parameters, protection, ...plain(hyper, head, grid) };

      const { contribution } = contribute("client-é", examples, none(width), task, new Map());

      const vector = contribution.vectors[0] as Float32Array;
      expect(base64(vector.slice(0, 40))).toBe(
        Buffer.concat([Buffer.from(wanted.vectorStart, "base64")])
          .subarray(0, 4 * Math.min(40, vector.length))
          .toString("base64"),
      );
      expect(digestOf(vector)).toBe(wanted.vectorDigest);
      expect(contribution.numExamples).toBe(wanted.numExamples);
      expect(contribution.weight).toBe(wanted.weight);
      expect(contribution.trainLoss).toBe(wanted.trainLoss);
      expect(contribution.withinNorm).toBe(wanted.withinNorm);
      const units = encodeMasked(contribution, task);
      expect([...units.slice(-5)].map(String)).toEqual(wanted.unitsEnd);
      expect(bytesToHex(sha256(new Uint8Array(units.buffer)))).toBe(wanted.units);
      const scores = evaluate(parameters, head, examples);
      expect(scores.lossSum).toBe(wanted.lossSum);
      expect(scores.correct).toEqual(wanted.correct);
      expect(scores.total).toEqual(wanted.total);
    });
  }
});

/** SHA-256 in hex of the values, little-endian. */
function digest(values: Values): string {
  return bytesToHex(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

describe("every kind of local work has Java's bits", () => {
  for (const wanted of golden.works) {
    const { round, n, width, classes } = wanted;
    const work: LocalWork = wanted.work;
    const form = work.kind === "sgd" ? ` ${work.form}` : "";
    const scaled = wanted.scaled ? " on standardised features" : "";
    test(`round ${round}: ${work.kind}${form}${scaled}, ${n} x ${width} on ${classes} classes`, () => {
      const head = { classes, features: width };
      const random = KeyedRandom.of(SEED, round, "inputs", "PARTITION");
      const matrix = uniform(random, n * width, 3);
      const labels = Int32Array.from({ length: n }, () => random.nextInt(classes));
      const parameters = uniform(random, parameterCount(head), 0.1);
      const some = (name: string) => new Map([[name, uniform(random, parameterCount(head), 0.05)]]);
      const broadcast = new Map(form.includes("control") ? some("control") : []);
      if (wanted.scaled) {
        broadcast.set("feature-mean", uniform(random, width, 0.5));
        const scale = uniform(random, width, 1.5);
        broadcast.set(
          "feature-scale",
          scale.map((value) => Math.max(0, value)),
        );
      }
      if (work.kind === "scores") {
        broadcast.set("candidates", uniform(random, work.candidates * parameterCount(head), 0.1));
      }
      const memory = wanted.memory ? some(wanted.remembered) : new Map();
      expect(keepsMemory(work)).toBe(wanted.remembered !== "");
      expect(broadcasts(work)).toEqual([...broadcast.keys()].filter((name) => !name.startsWith("feature-")));
      const heldOutFeatures = uniform(random, wanted.heldOut * width, 3);
      const heldOutLabels = Int32Array.from({ length: wanted.heldOut }, () => random.nextInt(classes));
      const heldOut = new Examples(heldOutFeatures, heldOutLabels, width);
      const own = outputs(work, head);
      expect(own.map(({ name }) => name)).toEqual(wanted.vectors.map((v: SummedVector) => v.name));
      expect(own.map(({ layout }) => layoutHash(layout))).toEqual(
        wanted.vectors.map((v: { layoutHash: string }) => v.layoutHash),
      );
      expect(own.map(({ integers }) => integers)).toEqual(wanted.vectors.map((v: SummedVector) => v.integers));
      expect(scalars(work)).toEqual(wanted.slots.slice(3).map(({ name }: { name: string }) => name));
      const vectors = own.map(({ name, layout }, i) => ({ name, layout, ...wanted.vectors[i] }));
      const schema = { vectors, slots: wanted.slots };
      const protection = { weightCap: wanted.weightCap, secureNoise: false };
      const task = { round, seed: SEED, head, parameters, broadcast, work, protection, schema };

      const examples = new Examples(matrix, labels, width);
      const { contribution, memory: next } = contribute("client-é", examples, heldOut, task, memory);

      expect(contribution.vectors.map((v) => v.length)).toEqual(wanted.vectors.map((v: { size: number }) => v.size));
      expect(contribution.vectors.map(digest)).toEqual(wanted.vectors.map((v: { digest: string }) => v.digest));
      expect(contribution.numExamples).toBe(wanted.numExamples);
      expect(contribution.weight).toBe(wanted.weight);
      expect(contribution.trainLoss).toBe(wanted.trainLoss);
      expect(contribution.scalars).toEqual(wanted.scalars);
      expect(next.size === 0 ? "" : digest(next.get(wanted.remembered)!)).toBe(wanted.next);
      const units = encodeMasked(contribution, task);
      expect([...units.slice(-6)].map(String)).toEqual(wanted.unitsEnd);
      expect(bytesToHex(sha256(encodeRing(units, wanted.vectors[0].grid.ringBits)))).toBe(wanted.units);
    });
  }
});
