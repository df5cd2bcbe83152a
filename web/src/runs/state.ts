import type { RoundReport, RunStatus } from "../gen/headwater/v1/federation_pb";
import type { WatchNews } from "../wire/watch";

/** How the page stands with the coordinator. Times in milliseconds of the page's clock. */
export type Connection =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "gone"; reason: string; retryAt: number }
  | { kind: "over" }
  | { kind: "refused"; reason: string; token: boolean };

/** All that the page shows of the run under way. */
export interface WatchState {
  readonly connection: Connection;
  readonly status: RunStatus | undefined;
  /** When the status came. */
  readonly statusAt: number;
  /** By round, ascending, each once. */
  readonly rounds: readonly RoundReport[];
}

export const NOTHING_YET: WatchState = {
  connection: { kind: "connecting" },
  status: undefined,
  statusAt: 0,
  rounds: [],
};

/** The state after a piece of news; pure. A run of another id begins with no rounds. */
export function reduce(state: WatchState, news: WatchNews, now: number): WatchState {
  switch (news.kind) {
    case "connecting":
      return { ...state, connection: { kind: "connecting" } };
    case "status": {
      const same = state.status === undefined || state.status.runId === news.status.runId;
      return {
        connection: { kind: "live" },
        status: news.status,
        statusAt: now,
        rounds: same ? state.rounds : [],
      };
    }
    case "round":
      return { ...state, rounds: withRound(state.rounds, news.report) };
    case "gone":
      return { ...state, connection: { kind: "gone", reason: news.reason, retryAt: now + news.retryInMs } };
    case "completed":
      return { ...state, connection: { kind: "over" } };
    case "refused":
      return { ...state, connection: { kind: "refused", reason: news.reason, token: news.token } };
  }
}

function withRound(rounds: readonly RoundReport[], report: RoundReport): readonly RoundReport[] {
  const last = rounds.at(-1);
  if (last === undefined || last.round < report.round) {
    return [...rounds, report];
  }
  // Sent again after a break, or trained anew from a checkpoint: the newest report counts.
  const at = rounds.findIndex((one) => one.round >= report.round);
  const again = rounds[at].round === report.round;
  return [...rounds.slice(0, at), report, ...rounds.slice(again ? at + 1 : at)];
}
