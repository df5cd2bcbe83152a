import type { Sent, Upload } from "../wire/node/events";
import type { RoundRow } from "./progress";

/** Totals of contributions of one kind. */
export interface Part {
  readonly contributions: number;
  /** Of all of them together. */
  readonly numbers: number;
  readonly bytes: number;
  readonly masked: number;
}

/** Totals of all sent answers. */
export interface Tally {
  readonly changes: Part;
  /** Over pictures. */
  readonly sums: Part;
  /** Of candidates. */
  readonly scores: Part;
  readonly clipped: number;
  readonly noised: number;
  readonly evaluations: number;
  readonly evaluationBytes: number;
}

/** Adds up what the rounds sent. */
export function tally(rounds: readonly RoundRow[]): Tally {
  const contributions = rounds.map(({ sent }) => sent).filter(({ kind }) => kind === "contribution");
  const evaluations = rounds.map(({ sent }) => sent).filter(({ kind }) => kind === "evaluation");
  const part = (upload: Upload) => partOf(contributions.filter((sent) => (sent.upload ?? "change") === upload));
  return {
    changes: part("change"),
    sums: part("sums"),
    scores: part("scores"),
    clipped: contributions.filter(({ clipped }) => clipped === true).length,
    noised: contributions.filter(({ noised }) => noised).length,
    evaluations: evaluations.length,
    evaluationBytes: sum(evaluations.map(({ bytes }) => bytes)),
  };
}

function partOf(contributions: readonly Sent[]): Part {
  return {
    contributions: contributions.length,
    numbers: sum(contributions.map(({ values }) => values)),
    bytes: sum(contributions.map(({ bytes }) => bytes)),
    masked: contributions.filter(({ masked }) => masked).length,
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
