import { readFileSync } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { contribute } from "../../src/learning/contribute";
import { DiscreteGaussian } from "../../src/learning/discreteGaussian";
import { Examples } from "../../src/learning/examples";
import { digestOf, layoutHash, parameterCount } from "../../src/learning/head";
import { holdout } from "../../src/learning/holdout";
import { encodeMasked } from "../../src/learning/maskedSum";
import { SeededNoise } from "../../src/learning/noise";
import { KeyedRandom } from "../../src/learning/random";
import { evaluate } from "../../src/learning/scoring";

// Written by GoldenWeb in the Java module learning; everything is compared bit for bit.
const golden = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../learning/src/test/resources/golden/web/learning.json`, "utf8"),
);
const SEED = -8412345678901234567n;

function uniform(random: KeyedRandom, length: number, size: number): Float32Array {
  return Float32Array.from({ length }, () => (2 * random.nextDouble() - 1) * size);
}

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
      expect(layoutHash(head)).toBe(wanted.layoutHash);
      expect(digestOf(parameters)).toBe(wanted.globalDigest);
      const examples = new Examples(matrix, labels, width);
      const protection = {
        weightCap: wanted.protection.weightCap,
        secureNoise: false,
        ...(wanted.protection.client && { client: wanted.protection.client }),
        ...(wanted.protection.example && { example: wanted.protection.example }),
      };
      const task = { round, seed: SEED, head, parameters, hyper, protection, grid };

      const contribution = contribute("client-é", examples, task);

      expect(base64(contribution.vector.slice(0, 40))).toBe(
        Buffer.concat([Buffer.from(wanted.vectorStart, "base64")])
          .subarray(0, 4 * Math.min(40, contribution.vector.length))
          .toString("base64"),
      );
      expect(digestOf(contribution.vector)).toBe(wanted.vectorDigest);
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
