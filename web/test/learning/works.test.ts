import { describe, expect, test } from "vitest";
import { contribute, type TrainTask } from "../../src/learning/contribute";
import { Examples } from "../../src/learning/examples";
import { parameterCount } from "../../src/learning/head";
import { evaluate } from "../../src/learning/scoring";
import { encodeMasked } from "../../src/learning/sums/maskedSum";
import type { SumSchema } from "../../src/learning/sums/schema";
import { scaledAsAsked } from "../../src/learning/training/scaling";
import { classSums } from "../../src/learning/works/classSums";
import { featureMoments } from "../../src/learning/works/featureMoments";
import { type LocalWork, outputs, scalars } from "../../src/learning/works/localWork";
import { moments } from "../../src/learning/works/moments";
import { learning } from "../../src/wire/worker/learning";

const HEAD = { classes: 2, features: 2 };
const HYPER = { localEpochs: 2, batchSize: 2, learningRate: 0.1, momentum: 0, weightDecay: 0, proximalMu: 0 };
const EXAMPLES = new Examples(new Float32Array([1, 0.5, -2, 0.25, 3, 8]), new Int32Array([0, 1, 1]), 2);
const NONE = new Examples(new Float32Array(0), new Int32Array(0), 2);

function schemaOf(work: LocalWork, changes: { maxPerWeight?: number; stepBits?: number } = {}): SumSchema {
  const grid = {
    maxPerWeight: changes.maxPerWeight ?? 64,
    maxTotalWeight: 1000,
    ringBits: 64,
    noiseDeviation: 0,
  } as const;
  return {
    vectors: outputs(work, HEAD).map(({ name, layout, fractionBits, integers }) => ({
      name,
      layout,
      integers,
      grid: { ...grid, fractionBits: fractionBits ?? 30 },
    })),
    slots: [
      { name: "weight", maxPerWeight: 1, fractionBits: 0 },
      { name: "loss", maxPerWeight: 64, fractionBits: -1 },
      { name: "within_norm", maxPerWeight: 1, fractionBits: 0 },
      ...scalars(work).map((name) => ({ name, maxPerWeight: 3, fractionBits: changes.stepBits ?? 4 })),
    ],
  };
}

function taskOf(work: LocalWork, changes: Partial<TrainTask> = {}): TrainTask {
  const parameters = new Float32Array(parameterCount(HEAD));
  const protection = { weightCap: 0, secureNoise: false };
  const broadcast = new Map();
  return {
    round: 1,
    seed: 1n,
    head: HEAD,
    parameters,
    broadcast,
    work,
    protection,
    schema: schemaOf(work),
    ...changes,
  };
}

const CLASS_SUMS: LocalWork = { kind: "class-sums" };
const MOMENTS: LocalWork = { kind: "moments" };
const CONTROL: LocalWork = { kind: "sgd", form: "control-variate", hyper: HYPER };
const NORMALISED: LocalWork = { kind: "sgd", form: "normalised", hyper: HYPER };
const ONE_EPOCH: LocalWork = { kind: "sgd", form: "normalised", hyper: { ...HYPER, localEpochs: 1 } };

describe("class sums", () => {
  test("are the sums of rounded features by class, then the number of examples", () => {
    const sums = classSums(EXAMPLES, HEAD);
    expect([...sums].map((q) => Number(q) / 2 ** 18)).toEqual([1, 0.5, 1, 1, 8.25, 2]);
  });

  test("are the moments' class sums on a coarser grid", () => {
    const [, byClass] = moments(EXAMPLES, HEAD);
    expect([...classSums(EXAMPLES, HEAD)].map((q) => q * 2n ** 18n)).toEqual([...byClass]);
  });

  test("count every example or are refused", () => {
    const capped = (weightCap: number) => taskOf(CLASS_SUMS, { protection: { weightCap, secureNoise: false } });
    expect(() => contribute("anna", EXAMPLES, NONE, capped(2), new Map())).toThrow("examples: 3 (expected: at most 2");
    expect(contribute("anna", EXAMPLES, NONE, capped(3), new Map()).contribution).toMatchObject({
      weight: 3,
      trainLoss: 0,
    });
  });

  test("are masked as the integers they are", () => {
    const { contribution } = contribute("anna", EXAMPLES, NONE, taskOf(CLASS_SUMS), new Map());
    expect([...encodeMasked(contribution, taskOf(CLASS_SUMS))]).toEqual([
      ...(contribution.vectors[0] as BigInt64Array),
      3n,
      0n,
      1n,
    ]);
  });
});

describe("moments", () => {
  test("are the sums of products of rounded features, the bias a column of ones", () => {
    const [second, byClass] = moments(EXAMPLES, HEAD);
    const unit = 2 ** 36;
    const values = [...second].map((q) => Number(q) / unit);
    expect(values).toEqual([1 + 4 + 9, 0.5 - 0.5 + 24, 1 - 2 + 3, 0.25 + 0.0625 + 64, 0.5 + 0.25 + 8, 3]);
    expect([...byClass].map((q) => Number(q) / unit)).toEqual([1, 0.5, 1, 1, 8.25, 2]);
  });

  test("of more examples than float64 adds exactly are exact all the same", () => {
    const n = 5000;
    const odd = 8 - 2 ** -18; // its square has all its bits
    const examples = new Examples(new Float32Array(2 * n).fill(odd), new Int32Array(n), 2);
    const [second, byClass] = moments(examples, HEAD);
    const x = 2n ** 21n - 1n;
    expect(second[0]).toBe(BigInt(n) * x * x);
    expect(second[2]).toBe(BigInt(n) * x * 2n ** 18n);
    expect(byClass[0]).toBe(BigInt(n) * x * 2n ** 18n);
    expect(second[5]).toBe(BigInt(n) * 2n ** 36n);
  });

  test("do not depend on how examples are split", () => {
    const part = (from: number, to: number) =>
      moments(new Examples(EXAMPLES.matrix.slice(2 * from, 2 * to), EXAMPLES.labels.slice(from, to), 2), HEAD);
    const [one, two, all] = [part(0, 1), part(1, 3), part(0, 3)];
    for (const i of [0, 1] as const) {
      expect(all[i]).toEqual(one[i].map((q, j) => q + two[i][j]));
    }
  });

  test("of a feature that is too large are refused with its place", () => {
    const examples = new Examples(new Float32Array([0, 1, 2, 8.5]), new Int32Array([0, 1]), 2);
    expect(() => moments(examples, HEAD)).toThrow(
      "feature 1 of example 1: 8.5 (expected: at most 8 in size, so that sums of products fit 64 bits)",
    );
  });

  test("of more examples than the cap are refused: a part of the statistics is none", () => {
    const capped = (weightCap: number) => taskOf(MOMENTS, { protection: { weightCap, secureNoise: false } });
    expect(() => contribute("anna", EXAMPLES, NONE, capped(2), new Map())).toThrow(
      "examples: 3 (expected: at most 2, or the sums over all clients might not fit their integers)",
    );
    expect(contribute("anna", EXAMPLES, NONE, capped(3), new Map()).contribution).toMatchObject({
      weight: 3,
      trainLoss: 0,
    });
  });

  test("are masked as the integers they are, and refused beyond their bound", () => {
    const { contribution } = contribute("anna", EXAMPLES, NONE, taskOf(MOMENTS), new Map());
    const units = encodeMasked(contribution, taskOf(MOMENTS));
    const [second, byClass] = contribution.vectors as [BigInt64Array, BigInt64Array];
    expect([...units]).toEqual([...second, ...byClass, 3n, 0n, 1n]);
    const tight = taskOf(MOMENTS, { schema: schemaOf(MOMENTS, { maxPerWeight: 4 }) });
    expect(() => encodeMasked(contribution, tight)).toThrow(/^value 0: \d+ units \(expected: at most \d+ in size\)$/);
  });
});

describe("feature moments", () => {
  test("are sums of rounded features and of their squares, then the number of examples", () => {
    const [first, squares] = featureMoments(EXAMPLES, HEAD);
    expect([...first].map((q) => Number(q) / 2 ** 18)).toEqual([2, 8.75, 3]);
    expect([...squares].map((q) => Number(q) / 2 ** 36)).toEqual([1 + 4 + 9, 0.25 + 0.0625 + 64]);
  });

  test("of more examples than float64 adds exactly are exact all the same", () => {
    const n = 5000;
    const examples = new Examples(new Float32Array(2 * n).fill(8 - 2 ** -18), new Int32Array(n), 2);
    const [first, squares] = featureMoments(examples, HEAD);
    const x = 2n ** 21n - 1n;
    expect([...first]).toEqual([BigInt(n) * x, BigInt(n) * x, BigInt(n) * 2n ** 18n]);
    expect([...squares]).toEqual([BigInt(n) * x * x, BigInt(n) * x * x]);
  });

  test("of a feature that is too large are refused with its place", () => {
    const examples = new Examples(new Float32Array([0, 1, 2, 8.5]), new Int32Array([0, 1]), 2);
    expect(() => featureMoments(examples, HEAD)).toThrow("feature 1 of example 1: 8.5 (expected: at most 8 in size");
  });
});

describe("scores", () => {
  const work: LocalWork = { kind: "scores", candidates: 2 };
  // Class 0 for a first feature above 0, then always a tie.
  const candidates = new Map([["candidates", new Float32Array([1, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0])]]);
  const counted = (heldOut: Examples, broadcast: Map<string, Float32Array> = candidates) =>
    contribute("anna", EXAMPLES, heldOut, taskOf(work, { broadcast }), new Map()).contribution.vectors[0];

  test("count held-out examples by candidate, ties going to the lowest class, and all of them", () => {
    const heldOut = new Examples(new Float32Array([1, 0, -1, 0, 2, 0]), new Int32Array([0, 1, 1]), 2);
    expect(counted(heldOut)).toEqual(BigInt64Array.of(2n << 16n, 1n << 16n, 3n << 16n));
  });

  test("are zeros where nothing is held out", () => {
    expect(counted(NONE)).toEqual(new BigInt64Array(3));
  });

  test("of another number of candidates are refused", () => {
    expect(() => counted(NONE, new Map())).toThrow("broadcast: candidates has 0 values (expected: 12, 6 for each of 2");
    expect(() => counted(NONE, new Map([["candidates", new Float32Array(13)]]))).toThrow("candidates has 13 values");
  });
});

test("a gradient sum is the mean gradient, counted by examples, whatever the run's cap", () => {
  const sum: LocalWork = { kind: "gradient-sum" };
  const one = contribute("anna", EXAMPLES, NONE, taskOf({ kind: "gradient" }), new Map()).contribution;
  expect(contribute("anna", EXAMPLES, NONE, taskOf(sum), new Map()).contribution).toEqual(one);
  const capped = taskOf(sum, { protection: { weightCap: 2, secureNoise: false } });
  expect(() => contribute("anna", EXAMPLES, NONE, capped, new Map())).toThrow("examples: 3 (expected: at most 2");
});

describe("a scaling", () => {
  const scaling = (mean: number[], scale: number[]) =>
    new Map([
      ["feature-mean", new Float32Array(mean)],
      ["feature-scale", new Float32Array(scale)],
    ]);
  const plain: LocalWork = { kind: "sgd", form: "plain", hyper: HYPER };
  const delta = (examples: Examples, broadcast: Map<string, Float32Array>) =>
    contribute("anna", examples, NONE, taskOf(plain, { broadcast }), new Map()).contribution.vectors[0];

  test("is applied before the work: difference, then product, each rounded to float32", () => {
    const by = scaling([0.1, 0.25], [3, 0]);
    const x = (value: number) => Math.fround(Math.fround(value - Math.fround(0.1)) * 3);
    const scaled = new Examples(new Float32Array([x(1), 0, x(-2), 0, x(3), 0]), EXAMPLES.labels, 2);
    expect(scaledAsAsked(by, EXAMPLES).matrix).toEqual(scaled.matrix);
    expect(delta(EXAMPLES, by)).toEqual(delta(scaled, new Map()));
  });

  test("is computed once for all rounds of a run", () => {
    const first = scaledAsAsked(scaling([1, 2], [3, 4]), EXAMPLES);
    expect(scaledAsAsked(scaling([1, 2], [3, 4]), EXAMPLES)).toBe(first);
    expect(scaledAsAsked(scaling([1, 2], [3, 5]), EXAMPLES)).not.toBe(first);
    expect(scaledAsAsked(new Map(), EXAMPLES)).toBe(EXAMPLES);
  });

  test("of which there is half, or of another width, or with impossible values, is refused", () => {
    const half = new Map([["feature-scale", new Float32Array(2)]]);
    expect(() => delta(EXAMPLES, half)).toThrow(
      "standardise: feature-scale without feature-mean (expected: both, or neither)",
    );
    expect(() => delta(EXAMPLES, scaling([1], [1]))).toThrow("standardise: 1 features (expected: 2, as the examples");
    expect(() => delta(EXAMPLES, scaling([1, 1], [1]))).toThrow("standardise: 2 means and 1 scales");
    expect(() => delta(EXAMPLES, scaling([1, 1], [1, -1]))).toThrow("standardise: feature 1 has mean 1 and scale -1");
  });

  test("that makes a feature overflow makes it the largest finite number: an error would tell of that picture", () => {
    const { matrix } = scaledAsAsked(scaling([0, 0], [1, 3e38]), EXAMPLES);
    expect(matrix.every(Number.isFinite)).toBe(true);
    expect(Math.max(...matrix.map(Math.abs))).toBe((2 - 2 ** -23) * 2 ** 127);
  });
});

describe("control variates", () => {
  const control = (length: number) => new Map([["control", new Float32Array(length).fill(0.125)]]);

  test("that are zero train as plain sgd does, and remember (x - y) / (K eta)", () => {
    const task = taskOf(CONTROL, { broadcast: new Map([["control", new Float32Array(6)]]) });
    const { contribution, memory } = contribute("anna", EXAMPLES, NONE, task, new Map());
    const plain = contribute("anna", EXAMPLES, NONE, taskOf({ kind: "sgd", form: "plain", hyper: HYPER }), new Map());
    expect(contribution.vectors[0]).toEqual(plain.contribution.vectors[0]);
    const delta = plain.contribution.vectors[0] as Float32Array;
    const expected = delta.map((d) => Math.fround(d / 3) / -0.4); // weight 3, K = 4 steps
    memory.get("control")!.forEach((c, j) => {
      expect(c).toBeCloseTo(expected[j]!, 6);
    });
  });

  test("that cancel out leave the step as it is", () => {
    const both = taskOf(CONTROL, { broadcast: control(6) });
    const none = taskOf(CONTROL, { broadcast: new Map([["control", new Float32Array(6)]]) });
    expect(contribute("anna", EXAMPLES, NONE, both, control(6)).contribution.vectors[0]).toEqual(
      contribute("anna", EXAMPLES, NONE, none, new Map()).contribution.vectors[0],
    );
  });

  test("of another length, or under another name, are refused", () => {
    const work = (broadcast: Map<string, Float32Array>, memory: Map<string, Float32Array>) => () =>
      contribute("anna", EXAMPLES, NONE, taskOf(CONTROL, { broadcast }), memory);
    expect(work(new Map(), new Map())).toThrow("broadcast: control has 0 values (expected: 6)");
    expect(work(control(5), new Map())).toThrow("broadcast: control has 5 values (expected: 6)");
    expect(work(control(6), control(7))).toThrow("memory: control has 7 values (expected: 6)");
    expect(work(control(6), new Map([["head", new Float32Array(6)]]))).toThrow("memory: control has 0 values");
  });
});

describe("what a client keeps", () => {
  const PULLED = { ...HYPER, proximalMu: 0.5 };

  test.each([
    ["dynamic", "local-gradient"],
    ["personal", "personal"],
  ] as const)("in form %s is of one name and length, or refused", (form, name) => {
    const task = taskOf({ kind: "sgd", form, hyper: PULLED });
    expect([...contribute("anna", EXAMPLES, NONE, task, new Map()).memory.keys()]).toEqual([name]);
    const other = () => contribute("anna", EXAMPLES, NONE, task, new Map([["head", new Float32Array(6)]]));
    expect(other).toThrow(`memory: ${name} has 0 values (expected: 6)`);
    const short = () => contribute("anna", EXAMPLES, NONE, task, new Map([[name, new Float32Array(5)]]));
    expect(short).toThrow(`memory: ${name} has 5 values (expected: 6)`);
  });

  test("of a personal head is the scaling too that its features have", () => {
    const broadcast = new Map([
      ["feature-mean", new Float32Array([1, 2])],
      ["feature-scale", new Float32Array([3, 4])],
    ]);
    const task = taskOf({ kind: "sgd", form: "personal", hyper: PULLED }, { broadcast });
    const { memory } = contribute("anna", EXAMPLES, NONE, task, new Map());
    expect(new Map([...memory].slice(1))).toEqual(broadcast);
    const scored = learning.evaluate(memory.get("personal")!, HEAD, EXAMPLES, memory);
    expect(scored).toEqual(evaluate(memory.get("personal")!, HEAD, scaledAsAsked(broadcast, EXAMPLES)));
    expect(scored).not.toEqual(learning.evaluate(memory.get("personal")!, HEAD, EXAMPLES));
  });

  test("as a personal head that diverges is refused", () => {
    const task = taskOf({ kind: "sgd", form: "personal", hyper: { ...PULLED, learningRate: 1e30, proximalMu: 1e30 } });
    const head = new Map([["personal", new Float32Array(6).fill(1)]]);
    expect(() => contribute("anna", EXAMPLES, NONE, task, head)).toThrow(
      /^personal head: \S+ at position \d+ \(expected: finite/,
    );
  });
});

test("a fair client without loss gives finite numbers", () => {
  const sure = new Float32Array([1000, 0, -1000, 0, 0, 0]);
  const examples = new Examples(new Float32Array([1, 0]), new Int32Array([0]), 2);
  const task = taskOf({ kind: "sgd", form: "fair", q: 0.5, hyper: HYPER }, { parameters: sure });
  const { contribution } = contribute("anna", examples, NONE, task, new Map());
  expect(contribution.scalars[0]).toBeCloseTo(10 * 1e-5, 9);
  expect([...(contribution.vectors[0] as Float32Array)].every((v) => v === 0)).toBe(true);
});

describe("scalars", () => {
  test("are told times the weight, and masked on their grid behind the usual slots", () => {
    const task = taskOf(NORMALISED);
    const { contribution } = contribute("anna", EXAMPLES, NONE, { ...task, work: ONE_EPOCH }, new Map());
    expect(contribution.scalars).toEqual([2 * 3]);
    expect([...encodeMasked(contribution, task).slice(-4)]).toEqual([3n, 0n, 1n, 6n << 4n]);
  });

  test("beyond their bound are not masked: nobody could refuse them", () => {
    const { contribution } = contribute("anna", EXAMPLES, NONE, taskOf(NORMALISED), new Map());
    expect(() => encodeMasked(contribution, taskOf(NORMALISED))).toThrow("steps: 12 (expected: at most 9 in size)");
  });

  test("without room in the ring are left out", () => {
    const task = taskOf(NORMALISED, { schema: schemaOf(NORMALISED, { stepBits: -1 }) });
    const { contribution } = contribute("anna", EXAMPLES, NONE, { ...task, work: ONE_EPOCH }, new Map());
    expect([...encodeMasked(contribution, task).slice(-4)]).toEqual([3n, 0n, 1n, 0n]);
  });
});

test("the full gradient takes no step: it is minus the first one, over the rate", () => {
  const whole = { ...HYPER, localEpochs: 1, batchSize: 3, learningRate: 1 };
  const gradient = contribute("anna", EXAMPLES, NONE, taskOf({ kind: "gradient" }), new Map()).contribution;
  const step = contribute(
    "anna",
    EXAMPLES,
    NONE,
    taskOf({ kind: "sgd", form: "plain", hyper: whole }),
    new Map(),
  ).contribution;
  const delta = step.vectors[0] as Float32Array;
  (gradient.vectors[0] as Float32Array).forEach((g, j) => {
    expect(g).toBeCloseTo(-delta[j]!, 5);
  });
  expect(gradient.trainLoss).toBeCloseTo(Math.log(2), 12);
});
