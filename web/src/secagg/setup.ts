import { Context } from "./context";

/** What everybody in one masked round agrees on beforehand: Java's SecAggSetup, where the thresholds are justified. */
export interface SecAggSetup {
  readonly runId: string;
  readonly round: number;
  readonly ringBits: 32 | 64;
  /** Ring elements in every input. */
  readonly length: number;
  readonly cohort: number;
  /** What the clients compute their inputs by; keys and boxes of clients that were given another one do not fit. */
  readonly task?: string;
  /** Clients each shares masks with: everybody else, or an even number. */
  readonly neighbours: number;
  /** Holders that together open a secret, above half the neighbourhood. */
  readonly threshold: number;
  readonly minSurvivors: number;
}

const MAX_HOLDERS = 255;

/** @throws RangeError with a sentence if the numbers do not hold together, so that masks would hide nothing */
export function requireSetup(setup: SecAggSetup): SecAggSetup {
  const { runId, round, ringBits, length, cohort, neighbours, threshold, minSurvivors } = setup;
  const nameBytes = new TextEncoder().encode(runId).length;
  need(nameBytes >= 1 && nameBytes <= 255, "run id", nameBytes, "1 to 255 bytes of UTF-8");
  need(round >= 0, "round", round, "0 or more");
  need(ringBits === 32 || ringBits === 64, "ring bits", ringBits, "32 or 64");
  need(length >= 1 && length <= 2 ** 27, "length", length, "1 to 2^27 elements");
  need(cohort >= 2, "cohort", cohort, "2 clients or more; a sum of one hides nothing");
  const most = Math.min(cohort, MAX_HOLDERS) - 1;
  need(neighbours >= 1 && neighbours <= most, "neighbours", neighbours, `1 to ${most}`);
  need(
    neighbours === cohort - 1 || neighbours % 2 === 0,
    "neighbours",
    neighbours,
    `everybody else (${cohort - 1}) or an even number`,
  );
  const holders = neighbours + 1;
  need(
    threshold <= holders && 2 * threshold > holders,
    "threshold",
    threshold,
    `above half of the ${holders} holders and no more than all; otherwise a server could unmask one input`,
  );
  need(minSurvivors >= 2 && minSurvivors <= cohort, "fewest survivors", minSurvivors, `2 to the cohort of ${cohort}`);
  return setup;
}

/** What the round's keys, boxes and digests are bound to. */
export function contextOf(setup: SecAggSetup): Context {
  const { ringBits, length, cohort, neighbours, threshold, minSurvivors } = setup;
  return Context.of(setup.runId, setup.round, setup.task ?? "", [
    ringBits,
    length,
    cohort,
    neighbours,
    threshold,
    minSurvivors,
  ]);
}

function need(holds: boolean, what: string, value: number, expected: string): void {
  if (!holds) throw new RangeError(`secure aggregation: ${what}: ${value} (expected: ${expected})`);
}
