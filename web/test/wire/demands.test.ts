import { describe, expect, test } from "vitest";
import type { Compression } from "../../src/learning/compression/compression";
import type { EvaluateWork, TrainWork } from "../../src/wire/codec/work";
import { anyDemand, type Demands, requireDemands, unmet } from "../../src/wire/policy/demands";
import type { ClientPrivacy, LocalWork, SecAggSetup } from "../../src/wire/ports";

const HYPER = { localEpochs: 1, batchSize: 1, learningRate: 0.1, momentum: 0, weightDecay: 0, proximalMu: 0 };
const SGD: LocalWork = { kind: "sgd", form: "plain", hyper: HYPER };

/** Everybody shares masks with everybody. */
const complete = (cohort: number, threshold: number, minSurvivors: number) =>
  setup(cohort, cohort - 1, threshold, minSurvivors);
const setup = (cohort: number, neighbours: number, threshold: number, minSurvivors: number): SecAggSetup => ({
  runId: "run",
  round: 3,
  ringBits: 64,
  length: 9,
  cohort,
  neighbours,
  threshold,
  minSurvivors,
});
const MASKS = complete(6, 5, 4);

interface Changes {
  readonly client?: ClientPrivacy;
  readonly example?: number;
  readonly secureNoise?: boolean;
  readonly weightCap?: number;
  readonly asked?: LocalWork;
  readonly masks?: SecAggSetup;
  readonly compression?: Compression;
}

function work({ client, example, secureNoise = true, weightCap = 1, asked = SGD, masks, compression }: Changes = {}) {
  const protection = {
    weightCap,
    secureNoise,
    ...(client === undefined ? {} : { client }),
    ...(example === undefined ? {} : { example: { clippingNorm: 1, noiseMultiplier: example } }),
  };
  return {
    kind: "train",
    round: 3,
    task: { protection, work: asked, schema: { vectors: [{ grid: { fractionBits: 40 }, compression }] } },
    ...(masks === undefined ? {} : { masks }),
  } as unknown as TrainWork;
}

const noise = (noisePlace: ClientPrivacy["noisePlace"], noiseDeviation: number) => ({
  clippingNorm: 2,
  noisePlace,
  noiseDeviation,
  reportsNorm: false,
});
const EVALUATION = { kind: "evaluate", round: 3 } as unknown as EvaluateWork;
const MASKED: Demands = { secureAggregation: true };

const reason = (demands: Demands, asked: TrainWork | EvaluateWork, numExamples = 4) =>
  unmet(demands, asked, numExamples);

test("a node without demands does as it is asked", () => {
  expect(reason({}, work())).toBeUndefined();
  expect(reason({}, EVALUATION)).toBeUndefined();
  expect(anyDemand({})).toBe(false);
});

describe("masks that are demanded", () => {
  test("refuse open rounds and sums over too few", () => {
    const five = { ...MASKED, minSurvivors: 5 };
    expect(reason(five, work())).toBe(
      "round 3: a contribution in the open is asked for (expected: secure aggregation, as is required here; ask whoever runs the coordinator)",
    );
    expect(reason(five, work({ masks: MASKS }))).toContain(
      "sums over only 4 clients may be unmasked (expected: at least 5, as is required here",
    );
    expect(reason({ ...MASKED, minSurvivors: 4 }, work({ masks: MASKS }))).toBeUndefined();
    expect(reason(MASKED, work({ masks: complete(2, 2, 2) }))).toContain("sums over only 2 clients");
  });

  /** 10 enrolled, sums of 8: a coordinator that chose 2 neighbours and threshold 2 needed one colluder to read a victim's input. */
  test("refuse few neighbours and low thresholds where one colludes", () => {
    const eight = { ...MASKED, minSurvivors: 8 };
    expect(reason(eight, work({ masks: setup(10, 2, 2, 8) }))).toContain(
      "masks with only 2 of 9 other clients (expected: at least 9",
    );
    expect(reason(eight, work({ masks: complete(9, 5, 8) }))).toContain(
      "5 of 9 holders open a secret (expected: at least 6, so that 1 colluding clients do not make two such groups",
    );
    expect(reason(eight, work({ masks: complete(9, 6, 8) }))).toBeUndefined();
    expect(reason({ ...eight, colluders: 0 }, work({ masks: complete(9, 5, 8) }))).toBeUndefined();
    expect(reason({ ...eight, colluders: 3 }, work({ masks: complete(9, 6, 8) }))).toContain("at least 7, so that 3");
    expect(reason(eight, work({ masks: setup(100, 4, 4, 8) }))).toContain(
      "masks with only 4 of 99 other clients (expected: at least 16",
    );
    expect(reason(eight, work({ masks: setup(100, 16, 10, 8) }))).toBeUndefined();
    expect(reason(eight, work({ masks: setup(32, 30, 20, 8) }))).toContain("only 30 of 31 other clients");
    expect(reason(eight, work({ masks: setup(33, 16, 10, 8) }))).toBeUndefined();
  });
});

describe("noise that is demanded", () => {
  test("is not the coordinator's", () => {
    expect(reason({ clientNoise: 0.5 }, work({ client: noise("none", 0) }))).toContain(
      "noise multiplier 0 for a client",
    );
    expect(reason({ clientNoise: 0.5 }, work({ client: noise("local", 1) }))).toBeUndefined();
    expect(reason({ clientNoise: 0.5 }, work({ client: noise("local", 0.9) }))).toContain("noise multiplier 0.45");
  });

  test("counts under the mask for the fewest survivors but those that may collude", () => {
    const two = { clientNoise: 2 };
    expect(reason(two, work({ client: noise("masked", 2.4), masks: MASKS }))).toBeUndefined();
    // Of 2.0 if nobody colluded.
    expect(reason(two, work({ client: noise("masked", 2), masks: MASKS }))).toContain("noise multiplier 1.73");
    expect(reason(two, work({ client: noise("masked", 2) }))).toContain("noise multiplier 0 ");
    expect(
      reason(
        { ...MASKED, ...two, colluders: 2, minSurvivors: 4 },
        work({ client: noise("masked", 2.4), masks: MASKS }),
      ),
    ).toContain("noise multiplier 1.69");
    const nobody = { ...MASKED, ...two, colluders: 0, minSurvivors: 4 };
    expect(reason(nobody, work({ client: noise("masked", 2), masks: MASKS }))).toContain("noise multiplier 1.73");
  });

  test("is not seeded", () => {
    expect(reason({ clientNoise: 1 }, work({ client: noise("local", 4), secureNoise: false }))).toContain(
      "noise is to follow from the seed (expected: secure noise; seeded noise hides nothing",
    );
  });

  test.each([
    [{ kind: "scores", candidates: 3 }, "scores on this device's pictures"],
    [{ kind: "moments" }, "sums over this device's pictures (moments)"],
    [{ kind: "class-sums" }, "sums over this device's pictures (class-sums)"],
    [{ kind: "feature-moments" }, "sums over this device's pictures (feature-moments)"],
    [{ kind: "gradient-sum" }, "sums over this device's pictures (gradient-sum)"],
  ] as [LocalWork, string][])("refuses %o, which nothing noises, whatever the task says", (asked, words) => {
    const client = work({ client: noise("local", 200), asked });
    const example = work({ example: 100, asked });
    for (const [demands, lying] of [
      [{ clientNoise: 1 }, client],
      [{ exampleNoise: 1 }, example],
      [{ ...MASKED, clientNoise: 1 }, work({ client: noise("masked", 200), asked, masks: MASKS })],
    ] as const) {
      expect(reason(demands, lying)).toMatch(new RegExp(`^round 3: ${words.replace(/[()]/g, "\\$&")} are asked for`));
      expect(reason(demands, lying)).toContain("(expected: none; ");
    }
    expect(reason({}, work({ asked }))).toBeUndefined();
    expect(reason(MASKED, work({ asked }))).toContain("asked for");
    expect(reason(MASKED, work({ asked, masks: MASKS })), "a sum over the others, too").toBeUndefined();
  });

  test("is not bought off with a large weight", () => {
    // A demand of 5 was met by a coordinator that allowed weights up to 1,000; and a weight tells how many pictures there are.
    const lying = work({ client: noise("local", 10_000), weightCap: 1000 });
    expect(reason({ clientNoise: 5 }, lying, 500)).toContain("uniform weights; nothing noises that number");
  });

  test("does not cover a flag", () => {
    const flagged = work({ client: { ...noise("local", 100), reportsNorm: true } });
    expect(reason({ clientNoise: 1 }, flagged)).toContain("was within the norm is asked for");
  });

  test("of a few steps of the grid counts for nothing under masks", () => {
    const coarse = work({ client: noise("masked", 2 ** -5), masks: MASKS });
    expect(reason({ clientNoise: 1e-9 }, coarse)).toContain("noise multiplier 0 for a client");
  });

  test("of pictures is that of local training", () => {
    expect(reason({ exampleNoise: 1 }, work({ example: 1 }))).toBeUndefined();
    expect(reason({ exampleNoise: 1 }, work({ example: 0.5 }))).toContain(
      "noise multiplier 0.5 for a picture (expected: at least 1",
    );
  });

  /** 100,000 epochs of DP-SGD passed: epsilon 5,489 in a round. */
  test("of pictures bounds the epochs", () => {
    const asked: LocalWork = { ...SGD, hyper: { ...HYPER, localEpochs: 100_000 } } as LocalWork;
    expect(reason({ exampleNoise: 1 }, work({ example: 1, asked }), 9)).toContain(
      "900,000 steps of local training (expected: at most 10,000, as is required here",
    );
  });
});

/** A crafted head reads a feature of a held-out picture out of its own score. */
test.each<Demands>([MASKED, { clientNoise: 1 }, { exampleNoise: 1 }, { maxWeight: 1 }, { maxRounds: 5 }])(
  "whoever demands %o scores no heads of others in the open",
  (demands) => {
    expect(anyDemand(demands)).toBe(true);
    const words =
      "round 3: scores on this device's pictures are asked for (expected: none; heads of others read held-out";
    expect(reason(demands, EVALUATION)).toContain(words);
    expect(reason(demands, work({ asked: { kind: "scores", candidates: 3 } }))).toContain(words);
  },
);

describe("limits", () => {
  const heavy = { weightCap: 1000 };

  test("refuse weights, steps and works beyond them", () => {
    const limits = { maxWeight: 10, maxLocalSteps: 40, works: ["sgd"] as const };
    expect(reason(limits, work(heavy), 500)).toContain(
      "a contribution of weight 500 (expected: at most 10, as is required here",
    );
    expect(reason(limits, work(heavy), 9)).toBeUndefined();
    expect(reason(limits, work({ weightCap: 1 }), 41)).toContain("41 steps of local training (expected: at most 40");
    expect(reason(limits, work({ ...heavy, asked: { kind: "moments" } }), 9)).toContain(
      "the work moments is asked for (expected: one of sgd",
    );
  });

  test("of steps are 10,000 where anything is demanded, and none where nothing is", () => {
    const asked = { ...SGD, hyper: { ...HYPER, localEpochs: 100_000 } } as LocalWork;
    expect(reason({ ...MASKED }, work({ asked, masks: MASKS }), 9)).toContain("at most 10,000");
    expect(reason({}, work({ asked }), 9)).toBeUndefined();
    const many = { ...MASKED, maxLocalSteps: 1_000_000 };
    expect(reason(many, work({ asked, masks: MASKS }), 9)).toBeUndefined();
  });
});

test("impossible demands are refused", () => {
  expect(() => requireDemands({ ...MASKED, minSurvivors: 2 })).toThrow(
    "min-survivors: 2 (expected: at least 3: this device, another honest one and 1 that may collude)",
  );
  expect(() => requireDemands({ ...MASKED, minSurvivors: 5, colluders: 4 })).toThrow("at least 6: this device");
  expect(() => requireDemands({ ...MASKED, minSurvivors: 2, colluders: 0 })).not.toThrow();
  expect(() => requireDemands({ ...MASKED, colluders: -1 })).toThrow("max-colluders: -1 (expected: at least 0)");
  expect(() => requireDemands({ ...MASKED, repeats: 0.5 })).toThrow("max-repeats: 0.5");
  expect(() => requireDemands({ clientNoise: Number.NaN })).toThrow("required noise: NaN");
  expect(() => requireDemands({ maxWeight: -1 })).toThrow("limits: weight -1");
});

test("values that the pictures choose are refused where noise is demanded", () => {
  const local = { client: noise("local", 25) };
  const top = work({ ...local, compression: { kind: "top-k", share: 0.5, feedback: true } });
  for (const demands of [{ clientNoise: 1 }, { exampleNoise: 1 }]) {
    expect(reason(demands, top)).toContain(
      "round 3: the values that change most are asked for (top-k:0.5) (expected: float16, int8, random-k or none; which values these are depends on the pictures",
    );
  }
  expect(reason({ clientNoise: 1 }, work({ ...local, compression: { kind: "int8" } }))).toBeUndefined();
  expect(reason({}, top)).toBeUndefined();
});
