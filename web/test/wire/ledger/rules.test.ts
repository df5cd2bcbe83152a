import { beforeEach, describe, expect, test } from "vitest";
import type { Participation } from "../../../src/wire/ledger/participation";
import { judge } from "../../../src/wire/ledger/rules";
import type { Demands } from "../../../src/wire/policy/demands";
import type { LocalWork } from "../../../src/wire/ports";
import { dpSgd, entry, local, OPEN, round } from "./entries";

// What a tab answers again, and how often: the coordinator of these rounds lies.

let answered: Participation[];

beforeEach(() => {
  answered = [];
});

function ask(next: Participation, demands: Demands = {}) {
  const verdict = judge(answered, next, demands);
  if (verdict.kind === "new") {
    answered.push(next);
  }
  return verdict;
}

async function answers(next: Promise<Participation>, demands: Demands = {}) {
  expect(ask(await next, demands)).toEqual({ kind: "new" });
}

async function refuses(kind: "stayOut" | "leave", next: Promise<Participation>, reason: string, demands: Demands = {}) {
  expect(ask(await next, demands)).toMatchObject({ kind, reason: expect.stringContaining(reason) });
}

const MASKED: Demands = { secureAggregation: true };
const STRICT: Demands = { ...MASKED, repeats: 0 };
const masked = (number: number, at: number, cohort: number, work?: LocalWork) =>
  round(number, at, work === undefined ? { cohort } : { cohort, work });

describe("one answer for a round", () => {
  /** Two sums over cohorts that differ in one client differ by its contribution. */
  test("whatever its cohort", async () => {
    await answers(entry(masked(3, 0, 5)));
    await refuses(
      "stayOut",
      entry(masked(3, 0, 4)),
      "round 3: answered already, for another setup (expected: another round; two answers",
    );
    await refuses("stayOut", entry(masked(3, 0, 5)), "and its keys are gone");
    await refuses("stayOut", entry(round(3, 0)), "for another setup");
    await answers(entry(masked(4, 0, 4)));
  });

  test("and the very same one in the open is answered again", async () => {
    await answers(entry(round(3, 0)));
    expect(ask(await entry(round(3, 0)))).toEqual({ kind: "again" });
    await refuses("stayOut", entry(round(3, 1)), "for another setup");
    await refuses("stayOut", entry(round(3, 0), "run", "cd"), "with other pictures");
    await answers(entry(round(3, 0), "another run"));
  });

  test("is repeatable where nothing is drawn that nobody can draw again", async () => {
    const repeatable = async (...of: Parameters<typeof round>) => (await entry(round(...of))).repeatable;
    expect(await repeatable(3, 0)).toBe(true);
    expect(await repeatable(3, 0, { protection: local(1) })).toBe(false);
    expect(await repeatable(3, 0, { protection: { ...local(1), secureNoise: false } })).toBe(true);
    expect(await repeatable(3, 0, { protection: dpSgd(1) })).toBe(false);
    expect(await repeatable(3, 0, { protection: dpSgd(0) }), "its batches are drawn").toBe(false);
    expect(await repeatable(3, 0, { cohort: 5 })).toBe(false);
  });
});

describe("few answers at the same parameters", () => {
  /** What a lying coordinator cannot choose is that the answer is a function of the parameters. */
  test("whatever their numbers and runs", async () => {
    await answers(entry(masked(1, 0, 5)), MASKED);
    await answers(entry(masked(2, 0, 4)), MASKED);
    await answers(entry(masked(1, 0, 4), "another run"), MASKED);
    await refuses(
      "stayOut",
      entry(masked(1, 0, 5), "a third run"),
      "answered 3 times at these parameters already (expected: at most 3 times; sums over other clients each time",
      MASKED,
    );
    expect(ask(await entry(masked(2, 0, 5), "a third run"), MASKED)).toMatchObject({ exhausted: true });
    await answers(entry(masked(3, 0.5, 5)), MASKED);
  });

  test("are one for the strict", async () => {
    await answers(entry(masked(1, 0, 5)), STRICT);
    await refuses("stayOut", entry(masked(2, 0, 5)), "at most 1 times", STRICT);
  });

  test("of plain sums over pictures, which are the same at all parameters", async () => {
    await answers(entry(masked(1, 0, 5, { kind: "moments" })), STRICT);
    await refuses("stayOut", entry(masked(2, 1, 5, { kind: "moments" })), "at these parameters", STRICT);
    await answers(entry(masked(2, 1, 5, { kind: "moments" }), "run", "other pictures"), STRICT);
    await answers(entry(masked(3, 1, 5, { kind: "gradient-sum" })), STRICT);
    await answers(entry(masked(4, 2, 5, { kind: "gradient-sum" })), STRICT);
  });

  test("are not hidden by what else a task sends", async () => {
    const broadcast = (name: string, value: number) => new Map([[name, new Float32Array([value, value])]]);
    await answers(entry(round(1, 0, { cohort: 5, broadcast: broadcast("junk", 1) })), STRICT);
    await refuses(
      "stayOut",
      entry(round(2, 0, { cohort: 5, broadcast: broadcast("junk", 2) })),
      "at these parameters",
      STRICT,
    );
    const scaled = { cohort: 5, broadcast: broadcast("feature-mean", 2) };
    await refuses("stayOut", entry(round(3, 0, scaled)), "at these parameters", STRICT);
  });

  test("are covered by noise that is demanded, and in the open by nothing", async () => {
    const noisy = { ...STRICT, clientNoise: 1 };
    await answers(entry(masked(1, 0, 5)), noisy);
    await answers(entry(masked(2, 0, 5)), noisy);
    for (let number = 3; number < 9; number++) {
      await answers(entry(round(number, 0)));
    }
  });
});

test("pictures take part in as many rounds as somebody allows, over all runs", async () => {
  const two = { maxRounds: 2 };
  await answers(entry(round(1, 0), "a"), two);
  await answers(entry(round(1, 0), "b"), two);
  await refuses(
    "leave",
    entry(round(1, 0), "c"),
    "round 1: these pictures have taken part in 2 rounds (expected: at most 2, as is required here)",
    two,
  );
  await answers(entry(round(1, 0), "c", "other pictures"), two);
});

test("what is kept of a round says its noise, weight and clipping", async () => {
  const capped = { ...local(20), weightCap: 10 };
  expect(await entry(round(3, 0, { protection: capped }))).toMatchObject({
    client: "anna",
    round: 3,
    work: "sgd",
    numExamples: 400,
    weight: 10,
    clippingNorm: 1,
    masked: false,
    clientNoise: 2,
    exampleNoise: 0,
    steps: 0,
  });
  expect(await entry(round(3, 0, { protection: dpSgd(1) }))).toMatchObject({
    exampleNoise: 1,
    rate: 1 / 400,
    steps: 400,
  });
  expect(await entry(round(3, 0, { protection: OPEN }))).not.toHaveProperty("clippingNorm");
});
