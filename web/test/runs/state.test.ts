import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  RunStatus_Phase as Phase,
  type RoundReport,
  RoundReportSchema,
  type RunStatus,
  RunStatusSchema,
} from "../../src/gen/headwater/v1/federation_pb";
import { budgetShare, progress, roundSentence, troubles } from "../../src/runs/facts";
import { NOTHING_YET, reduce, type WatchState } from "../../src/runs/state";
import { bytes, figure, percent, seconds } from "../../src/runs/words";

function status(
  init: Partial<Pick<RunStatus, "runId" | "round" | "phase" | "roundsPlanned" | "roundSeconds">>,
): RunStatus {
  return create(RunStatusSchema, { runId: "run-1", ...init });
}

function report(round: number, took = 10): RoundReport {
  return create(RoundReportSchema, { round, seconds: took, evalAccuracy: round / 10, cohort: 3, contributed: 3 });
}

function heard(...reports: RoundReport[]): WatchState {
  const first = reduce(NOTHING_YET, { kind: "status", status: status({}) }, 0);
  return reports.reduce((state, one) => reduce(state, { kind: "round", report: one }, 0), first);
}

describe("state", () => {
  test("roundsThatComeAgainAfterABreakAreKeptOnce", () => {
    const state = heard(report(1), report(2), report(1), report(2), report(3));
    expect(state.rounds.map((one) => one.round)).toEqual([1, 2, 3]);
  });

  test("aRoundTrainedAnewReplacesTheFirst", () => {
    const again = report(2, 99);
    expect(heard(report(1), report(2), report(3), again).rounds[1]).toBe(again);
  });

  test("aRoundThatWasMissingFindsItsPlace", () => {
    expect(heard(report(1), report(3), report(2)).rounds.map((one) => one.round)).toEqual([1, 2, 3]);
  });

  test("anotherRunBeginsWithNoRounds", () => {
    const other = reduce(heard(report(1)), { kind: "status", status: status({ runId: "run-2" }) }, 5);
    expect(other.rounds).toEqual([]);
    expect(other.statusAt).toBe(5);
  });

  test("whatWasSeenStaysWhenTheCoordinatorIsGone", () => {
    const gone = reduce(heard(report(1)), { kind: "gone", reason: "r", retryInMs: 2000 }, 1000);
    expect(gone.connection).toEqual({ kind: "gone", reason: "r", retryAt: 3000 });
    expect(gone.rounds).toHaveLength(1);
  });

  test("reduceChangesNothingThatItWasGiven", () => {
    const before = Object.freeze(heard(Object.freeze(report(1))));
    Object.freeze(before.rounds);
    reduce(before, { kind: "round", report: report(2) }, 0);
    expect(before.rounds).toHaveLength(1);
  });
});

describe("progress", () => {
  test("timeLeftIsTheMedianRoundTimesTheRoundsLeftLessWhatIsTaken", () => {
    let state = heard(report(1, 10), report(2, 12), report(3, 50));
    const now = status({ round: 4, phase: Phase.TRAINING, roundsPlanned: 10, roundSeconds: 3 });
    state = reduce(state, { kind: "status", status: now }, 0);
    expect(progress(state, 1000)).toEqual({ done: 3, planned: 10, remaining: 12 * 7 - 4 });
  });

  test("nothingIsSaidOfTheTimeLeftWhileTheRunWaits", () => {
    const waiting = status({ round: 3, phase: Phase.WAITING, roundsPlanned: 10 });
    const state = reduce(heard(report(3)), { kind: "status", status: waiting }, 0);
    expect(progress(state, 0)).toEqual({ done: 3, planned: 10, remaining: undefined });
  });
});

describe("facts", () => {
  test("troublesComeNewestFirstAndBounded", () => {
    const bad = create(RoundReportSchema, {
      round: 2,
      noSum: "too few",
      refused: 3,
      refusals: [{ client: "a", reason: "norm" }],
      stragglers: ["b"],
      stragglersTotal: 4,
    });
    const all = troubles([create(RoundReportSchema, { round: 1, noSum: "x" }), bad], 10);
    expect(all.map(({ round, kind, client }) => `${round} ${kind} ${client}`)).toEqual([
      "2 no sum ",
      "2 refused a",
      "2 refused ",
      "2 straggler b and 3 more",
      "1 no sum ",
    ]);
    expect(troubles([bad], 2)).toHaveLength(2);
  });

  test("aSecretCohortIsNotSpokenOf", () => {
    const secret = create(RoundReportSchema, { round: 4, evalAccuracy: 0.5, seconds: 2, secretCohort: true });
    expect(roundSentence(secret)).toBe("Round 4 is done, accuracy 50.0 %, 2.0 s.");
  });

  test("budgetShareNeedsABudget", () => {
    expect(budgetShare({ epsilon: 1 })).toBeUndefined();
    expect(budgetShare({ epsilon: 1, budget: 4 })).toBe(0.25);
    expect(budgetShare({ epsilon: Number.POSITIVE_INFINITY, budget: 4 })).toBe(1);
  });

  test("wordsForFigures", () => {
    expect([percent(0.8314), percent(undefined), percent(Number.NaN)]).toEqual(["83.1 %", "–", "–"]);
    expect([figure(0.12345), figure(1e-5), figure(0), figure(Number.POSITIVE_INFINITY)]).toEqual([
      "0.123",
      "1e-5",
      "0",
      "∞",
    ]);
    // How a round's training loss comes where clients compute none.
    expect(figure(Number.NaN)).toBe("–");
    expect([bytes(512n), bytes(2048), bytes(5_000_000n)]).toEqual(["512 B", "2.05 kB", "5.00 MB"]);
    expect([seconds(0.44), seconds(59), seconds(200), seconds(7500)]).toEqual([
      "0.4 s",
      "59 s",
      "3 min 20 s",
      "2 h 5 min",
    ]);
  });
});
