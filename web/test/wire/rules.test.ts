import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { delay, exhausted, FOR_EVER } from "../../src/wire/backoff";
import { yieldToPage } from "../../src/wire/clock";
import type { EvaluateWork, TrainWork } from "../../src/wire/codec/work";
import { requireDemands, unmet } from "../../src/wire/node/demands";
import type { ClientPrivacy, LocalWork } from "../../src/wire/ports";
import { SOFTWARE_VERSION } from "../../src/wire/protocol";
import { isFinal, sentence } from "../../src/wire/statuses";

describe("backoff", () => {
  test("wait doubles up to the longest", () => {
    const backoff = { ...FOR_EVER, jitter: 0 };
    expect([1, 2, 3, 4, 5, 6, 7, 2000].map((n) => delay(backoff, n))).toEqual([
      500, 1000, 2000, 4000, 8000, 15000, 15000, 15000,
    ]);
  });

  test("jitter shortens the wait by its share", () => {
    expect(delay({ ...FOR_EVER, random: () => 0.5 }, 1)).toBe(375);
  });

  test("attempts are unlimited unless a limit is given", () => {
    expect(exhausted(FOR_EVER, 1_000_000)).toBe(false);
    expect([1, 2, 3].map((n) => exhausted({ ...FOR_EVER, maxAttempts: 3 }, n))).toEqual([false, false, true]);
  });
});

describe("statuses", () => {
  test("that mean no for good are those of Java's client", () => {
    const codes = Array.from({ length: 16 }, (_, i) => (i + 1) as Code);
    expect(codes.filter((code) => isFinal(new ConnectError("", code)))).toEqual([
      Code.InvalidArgument,
      Code.NotFound,
      Code.PermissionDenied,
      Code.FailedPrecondition,
      Code.Aborted,
      Code.Unimplemented,
      Code.Unauthenticated,
    ]);
  });

  test("are sentences for people at a page", () => {
    const from = (error: unknown) => sentence(ConnectError.from(error));
    expect(from(new ConnectError("no: 1 (expected: 2)", Code.Aborted))).toBe("no: 1 (expected: 2)");
    expect(from(new ConnectError("", Code.Unavailable))).toBe("Unavailable");
    expect(from(new TypeError("Failed to fetch"))).toContain("cannot be reached");
    expect(sentence(ConnectError.from(new TypeError("network error")), true)).toContain("broke off");
    expect(from("missing trailer")).toBe("the connection to the coordinator broke off");
    expect(
      from(
        new ConnectError(
          "token: none (expected: the coordinator's token; give it with --token-file or HEADWATER_TOKEN)",
          Code.Unauthenticated,
        ),
      ),
    ).toBe("token: none (expected: the coordinator's token; enter it on this page)");
  });
});

const HYPER = { localEpochs: 1, batchSize: 1, learningRate: 0.1, momentum: 0, weightDecay: 0, proximalMu: 0 };
const SGD: LocalWork = { kind: "sgd", form: "plain", hyper: HYPER };

describe("demands", () => {
  const work = (
    client?: ClientPrivacy,
    minSurvivors?: number,
    changes: { secureNoise?: boolean; example?: number; weightCap?: number; asked?: LocalWork } = {},
  ) => {
    const example =
      changes.example === undefined ? {} : { example: { clippingNorm: 1, noiseMultiplier: changes.example } };
    const protection = {
      weightCap: changes.weightCap ?? 1,
      secureNoise: changes.secureNoise ?? true,
      ...(client === undefined ? {} : { client }),
      ...example,
    };
    const masks = minSurvivors === undefined ? {} : { masks: { minSurvivors } };
    return {
      kind: "train",
      round: 3,
      task: { protection, work: changes.asked ?? SGD },
      ...masks,
    } as unknown as TrainWork;
  };
  const noise = (noisePlace: ClientPrivacy["noisePlace"], noiseDeviation: number) => ({
    clippingNorm: 2,
    noisePlace,
    noiseDeviation,
    reportsNorm: false,
  });
  const evaluation = { kind: "evaluate", round: 3 } as unknown as EvaluateWork;

  test("a node without any does as it is asked", () => {
    expect(unmet({}, work())).toBeUndefined();
    expect(unmet({}, evaluation)).toBeUndefined();
  });

  test("open rounds and sums over too few are refused where masks are demanded", () => {
    expect(unmet({ secureAggregation: true }, work())).toContain("a contribution in the open is asked for");
    expect(unmet({ secureAggregation: true }, work(undefined, 2))).toBeUndefined();
    expect(unmet({ secureAggregation: true, minSurvivors: 3 }, work(undefined, 2))).toContain(
      "sums over only 2 clients may be unmasked (expected: at least 3",
    );
  });

  test("noise of the coordinator does not count", () => {
    expect(unmet({ clientNoise: 0.5 }, work(noise("none", 0)))).toContain("noise multiplier 0 for a client");
    expect(unmet({ clientNoise: 0.5 }, work(noise("local", 1)))).toBeUndefined();
    expect(unmet({ clientNoise: 0.5 }, work(noise("local", 0.9)))).toContain("noise multiplier 0.45");
  });

  test("noise under the mask counts for the fewest survivors but a colluder", () => {
    expect(unmet({ clientNoise: 1 }, work(noise("masked", 1), 5))).toBeUndefined();
    expect(unmet({ clientNoise: 1 }, work(noise("masked", 1), 4))).toContain("noise multiplier 0.86");
    expect(unmet({ clientNoise: 1 }, work(noise("masked", 1)))).toContain("noise multiplier 0 ");
  });

  test("seeded noise, and unnoised scores, are refused where noise is demanded", () => {
    expect(unmet({ clientNoise: 1 }, work(noise("local", 4), undefined, { secureNoise: false }))).toContain(
      "from the seed",
    );
    expect(unmet({ exampleNoise: 1 }, evaluation)).toContain("scores on this device's pictures are asked for");
  });

  test.each([
    [{ kind: "scores", candidates: 3 }, "scores on this device's pictures"],
    [{ kind: "moments" }, "sums over this device's pictures (moments)"],
    [{ kind: "class-sums" }, "sums over this device's pictures (class-sums)"],
    [{ kind: "feature-moments" }, "sums over this device's pictures (feature-moments)"],
    [{ kind: "gradient-sum" }, "sums over this device's pictures (gradient-sum)"],
  ] as [LocalWork, string][])(
    "%o, which nothing noises, is refused where noise is demanded, whatever the task says",
    (asked, words) => {
      const refused = `round 3: ${words} are asked for (expected: none; nothing would noise them, and noise is required here)`;
      expect(unmet({ clientNoise: 1 }, work(noise("local", 200), undefined, { asked }))).toBe(refused);
      expect(unmet({ exampleNoise: 1 }, work(undefined, undefined, { asked, example: 100 }))).toBe(refused);
      expect(unmet({}, work(undefined, undefined, { asked }))).toBeUndefined();
      expect(unmet({ secureAggregation: true }, work(undefined, undefined, { asked }))).toContain("in the open");
      expect(unmet({ secureAggregation: true }, work(undefined, 2, { asked }))).toBeUndefined();
    },
  );

  test("large weights do not buy a larger contribution for the same noise", () => {
    const capped = (deviation: number) => work(noise("local", deviation), undefined, { weightCap: 50 });
    expect(unmet({ clientNoise: 1 }, capped(2))).toContain("noise multiplier 0.02 for a client");
    expect(unmet({ clientNoise: 1 }, capped(100))).toBeUndefined();
  });

  test("example noise is that of local training", () => {
    expect(unmet({ exampleNoise: 1 }, work(undefined, undefined, { example: 1 }))).toBeUndefined();
    expect(unmet({ exampleNoise: 1 }, work(undefined, undefined, { example: 0.5 }))).toContain(
      "noise multiplier 0.5 for a picture (expected: at least 1",
    );
  });

  test("that are impossible are refused", () => {
    expect(() => requireDemands({ minSurvivors: 1 })).toThrow("fewest contributions in a sum: 1");
    expect(() => requireDemands({ clientNoise: Number.NaN })).toThrow("required noise: NaN");
  });
});

test("the version that clients give is the package's", () => {
  const pkg = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"));
  expect(SOFTWARE_VERSION).toBe(pkg.version);
});

test("the page has its turn between two pieces of work: what follows is no microtask", async () => {
  let resumed = false;
  const pause = yieldToPage().then(() => {
    resumed = true;
  });
  for (let i = 0; i < 100; i++) {
    await Promise.resolve();
  }
  expect(resumed).toBe(false);
  await pause;
});
