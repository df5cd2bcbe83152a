import { RunStatus_Phase as Phase, type RoundReport, type RunStatus } from "../gen/headwater/v1/federation_pb";
import type { WatchState } from "./state";
import { percent, seconds } from "./words";

/** How far the run is. */
export interface Progress {
  done: number;
  /** 0 where it is not known. */
  planned: number;
  /** Seconds, undefined where nothing can be said. */
  remaining: number | undefined;
}

/** Rounds that the estimate of the time left looks at. */
const RECENT = 10;

/**
 * Rounds done, and the time left: the median of the last ten rounds' seconds times the rounds left,
 * less the time that the one under way has taken.
 *
 * @param now milliseconds, on the clock of the state
 */
export function progress(state: WatchState, now: number): Progress {
  const status = state.status;
  const last = state.rounds.at(-1)?.round ?? 0;
  const under = status?.phase === Phase.TRAINING || status?.phase === Phase.EVALUATING;
  const done = Math.max(last, (status?.round ?? 0) - (under ? 1 : 0));
  const planned = status?.roundsPlanned ?? 0;
  const recent = state.rounds
    .slice(-RECENT)
    .map((report) => report.seconds)
    .sort((a, b) => a - b);
  const known = under && planned > done && recent.length > 0;
  const taken = (status?.roundSeconds ?? 0) + (now - state.statusAt) / 1000;
  return {
    done,
    planned,
    remaining: known ? Math.max(0, recent[recent.length >> 1] * (planned - done) - Math.max(0, taken)) : undefined,
  };
}

/** The phase in a word or three. */
export function phaseWord(status: RunStatus): string {
  switch (status.phase) {
    case Phase.WAITING:
      return "Waiting";
    case Phase.TRAINING:
      return status.secureStep === "" ? "Training" : "Training under masks";
    case Phase.EVALUATING:
      return "Evaluating";
    case Phase.FINISHED:
      return "Finished";
    default:
      return "Between rounds";
  }
}

/** What a round brought, in a sentence: for screen readers. */
export function roundSentence(report: RoundReport): string {
  if (report.noSum !== "") {
    return `Round ${report.round} gave no sum: ${report.noSum}`;
  }
  const parts = [`Round ${report.round} is done`];
  if (report.evalAccuracy !== undefined) {
    parts.push(`accuracy ${percent(report.evalAccuracy)}`);
  }
  if (!report.secretCohort) {
    parts.push(`${report.contributed} of ${report.cohort} clients counted`);
  }
  if (report.refused > 0) {
    parts.push(`${report.refused} refused`);
  }
  return `${parts.join(", ")}, ${seconds(report.seconds)}.`;
}

/** Share of the budget that is spent, in [0, 1]; undefined where there is none. */
export function budgetShare(privacy: { epsilon: number; budget?: number | undefined } | undefined): number | undefined {
  return privacy?.budget === undefined ? undefined : Math.min(1, privacy.epsilon / privacy.budget);
}

/** Something that went wrong in a round. */
export interface Trouble {
  round: number;
  kind: "no sum" | "refused" | "straggler";
  client: string;
  reason: string;
}

/** Newest round first; within a round, the gravest first. */
export function troubles(rounds: readonly RoundReport[], most: number): Trouble[] {
  const found: Trouble[] = [];
  for (let i = rounds.length - 1; i >= 0 && found.length < most; i--) {
    const { round, noSum, refusals, refused, stragglers, stragglersTotal } = rounds[i];
    if (noSum !== "") {
      found.push({ round, kind: "no sum", client: "", reason: noSum });
    }
    for (const { client, reason } of refusals) {
      found.push({ round, kind: "refused", client, reason });
    }
    if (refused > refusals.length) {
      found.push({ round, kind: "refused", client: "", reason: `${refused - refusals.length} more` });
    }
    if (stragglersTotal > 0) {
      const rest = stragglersTotal - stragglers.length;
      const client = stragglers.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
      found.push({ round, kind: "straggler", client, reason: "asked, and did not answer in time" });
    }
  }
  return found.slice(0, most);
}
