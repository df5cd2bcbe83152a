import type { RoundRow } from "./progress";

/** Totals of all sent answers. */
export interface Tally {
  readonly contributions: number;
  /** Changes of weights, of all contributions together. */
  readonly numbers: number;
  readonly contributionBytes: number;
  readonly masked: number;
  readonly clipped: number;
  readonly noised: number;
  readonly evaluations: number;
  readonly evaluationBytes: number;
}

/** Adds up what the rounds sent. */
export function tally(rounds: readonly RoundRow[]): Tally {
  const contributions = rounds.map(({ sent }) => sent).filter(({ kind }) => kind === "contribution");
  const evaluations = rounds.map(({ sent }) => sent).filter(({ kind }) => kind === "evaluation");
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  return {
    contributions: contributions.length,
    numbers: sum(contributions.map(({ values }) => values)),
    contributionBytes: sum(contributions.map(({ bytes }) => bytes)),
    masked: contributions.filter(({ masked }) => masked).length,
    clipped: contributions.filter(({ clipped }) => clipped === true).length,
    noised: contributions.filter(({ noised }) => noised).length,
    evaluations: evaluations.length,
    evaluationBytes: sum(evaluations.map(({ bytes }) => bytes)),
  };
}
