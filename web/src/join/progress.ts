import { formatBytes, formatRun } from "../ui/format";
import type { NodeEvent, Sent, Upload } from "../wire/node/events";
import { counted } from "./words";

/** A sent answer. */
export interface RoundRow {
  readonly round: number;
  /** Undefined until the coordinator's receipt arrives, which may never happen. */
  readonly receipt: Extract<NodeEvent, { kind: "submitted" }>["receipt"] | undefined;
  readonly reason?: string;
  readonly sent: Sent;
}

/** One line of the log. */
export interface LogLine {
  readonly at: number;
  readonly text: string;
}

/** What the page shows of the node's state. */
export interface Progress {
  /** `idle` before and after, `busy` while the node runs. */
  readonly phase: "idle" | "busy";
  /** Whether the device computes something for the run at this moment. */
  readonly working: boolean;
  readonly tone: "" | "good" | "warn" | "bad";
  /** What is going on, a sentence. */
  readonly sentence: string;
  /** The same without numbers of values and bytes, for pupils. */
  readonly plain: string;
  readonly round: number | undefined;
  readonly runId: string | undefined;
  readonly rounds: readonly RoundRow[];
  readonly log: readonly LogLine[];
  /** How the last part in a run ended. */
  readonly outcome: "finished" | "refused" | "left" | "unreachable" | undefined;
}

/** Nothing has happened. */
export const IDLE: Progress = {
  phase: "idle",
  working: false,
  tone: "",
  sentence: "Not taking part.",
  plain: "Not taking part.",
  round: undefined,
  runId: undefined,
  rounds: [],
  log: [],
  outcome: undefined,
};

const LINES = 200;

const WORKING: Record<Upload, string> = {
  change: "training on your pictures",
  sums: "adding up sums over your pictures",
  scores: "scoring candidates for the model on pictures you kept out of training",
};

/** Events after which the device computes. */
const WORK: readonly NodeEvent["kind"][] = ["preparing", "training", "evaluating", "securing"];

/** The next state after an event of the node; pure. */
export function after(p: Progress, event: NodeEvent, at: number): Progress {
  return { ...told(p, event, at), working: WORK.includes(event.kind) };
}

function told(p: Progress, event: NodeEvent, at: number): Progress {
  switch (event.kind) {
    case "connecting":
      return says(
        p,
        at,
        event.attempt > 1 ? `Connecting, attempt ${event.attempt}.` : "Connecting to the coordinator.",
        "",
        event.attempt <= 1,
      );
    case "preparing": {
      const other = p.runId !== undefined && p.runId !== event.run.runId;
      const change = other
        ? `The coordinator has started another run, ${formatRun(event.run.runId)}; your pictures are prepared for it.`
        : "Getting your pictures ready. They stay here.";
      return says({ ...p, runId: event.run.runId, round: other ? undefined : p.round }, at, change, "");
    }
    case "joined":
      return says({ ...p, runId: event.runId }, at, joinedWords(p.runId, event.runId), "good");
    case "labels":
      return logged(p, at, `The run's classes are ${event.names.join(", ")}.`);
    case "waiting":
      return says(p, at, capital(event.reason === "" ? "Waiting for the next round." : event.reason), "good");
    case "training":
      return says({ ...p, round: event.round }, at, `Round ${event.round}: ${WORKING[event.upload]}.`, "good");
    case "evaluating":
      return says(
        { ...p, round: event.round },
        at,
        `Round ${event.round}: scoring the model on pictures you kept out of training.`,
        "good",
      );
    case "securing":
      return says({ ...p, round: event.round }, at, `Round ${event.round}: ${MASKING[event.stage]}.`, "good", false);
    case "sent":
      return {
        ...p,
        round: event.round,
        rounds: [...p.rounds, { round: event.round, receipt: undefined, sent: event.summary }],
      };
    case "submitted":
      return submitted(p, event, at);
    case "stayedOut":
      return says(p, at, `Round ${event.round}: without you. ${capital(event.reason)}`, "warn");
    case "disconnected":
      return says(p, at, `${capital(event.reason)}${tryingAgain(event.retryInMs)}`, "warn");
    case "ended":
      return ended(p, event, at);
  }
}

/** A line of the log from the page itself. */
export function logged(p: Progress, at: number, text: string): Progress {
  return { ...p, log: [...p.log, { at, text }].slice(-LINES) };
}

/** Sets the sentence, and logs it. */
export function says(
  p: Progress,
  at: number,
  text: string,
  tone: Progress["tone"],
  log = true,
  plain = text,
): Progress {
  const next: Progress = { ...p, phase: "busy", tone, sentence: text, plain, outcome: undefined };
  return log && p.sentence !== text ? logged(next, at, text) : next;
}

function submitted(p: Progress, event: Extract<NodeEvent, { kind: "submitted" }>, at: number): Progress {
  const { round, receipt, reason, summary } = event;
  const row: RoundRow = { round, receipt, sent: summary, ...(reason === undefined ? {} : { reason }) };
  const next = { ...p, rounds: p.rounds.map((old) => (old.sent === summary ? row : old)) };
  const what = summary.kind === "contribution" ? counted(summary.values, "number") : counted(summary.values, "score");
  const text = `Round ${round}: ${what} sent, ${formatBytes(summary.bytes)}, ${receiptWords(receipt)}${reason ? `: ${stop(reason)}` : "."}`;
  if (round !== p.round) {
    return logged(next, at, text); // the next round has begun: what goes on there stays on show
  }
  const good = receipt === "accepted" || receipt === "duplicate";
  const plain = good ? `Round ${round}: what this device learned is in.` : `Round ${round}: ${receiptWords(receipt)}.`;
  return says(next, at, text, good ? "good" : "warn", true, plain);
}

function ended(p: Progress, event: Extract<NodeEvent, { kind: "ended" }>, at: number): Progress {
  const { outcome } = event;
  const [text, tone]: [string, Progress["tone"]] =
    outcome.kind === "finished"
      ? [overWords(outcome.summary), "good"]
      : outcome.kind === "left"
        ? ["You have left. Nothing more is sent; your pictures are still here.", ""]
        : outcome.kind === "refused"
          ? [`${capital(outcome.reason)} Your pictures are still here: change what is wrong and join again.`, "bad"]
          : [
              `The coordinator cannot be reached: ${stop(outcome.reason)} Your pictures are still here. Try again when it is back.`,
              "bad",
            ];
  return { ...says(p, at, text, tone), phase: "idle", outcome: outcome.kind };
}

/** Most coordinators say that it is over themselves. */
function overWords(summary: string): string {
  return summary.startsWith("The run is over") ? summary : `The run is over. ${summary}`.trim();
}

/** The steps of a masked round, as a person takes part in them. */
const MASKING: Record<Extract<NodeEvent, { kind: "securing" }>["stage"], string> = {
  advertise: "fresh keys for the masks go to the others",
  share: "the others get sealed shares, in case this tab goes",
  mask: "the masked sum is on its way",
  confirm: "agreeing with the others whose sums count",
  unmask: "the masks come off the sum of all",
};

/** A coordinator that came back with another run is told: it is another model. */
function joinedWords(before: string | undefined, now: string): string {
  return before === undefined || before === now
    ? `You take part in run ${formatRun(now)}.`
    : `The coordinator has started another run: you take part in ${formatRun(now)} now.`;
}

/** The outcome of an answer. */
export function receiptWords(receipt: RoundRow["receipt"]): string {
  return {
    accepted: "accepted",
    duplicate: "there already",
    late: "too late",
    refused: "refused",
    none: "no word yet",
  }[receipt ?? "none"];
}

/** In whole seconds: nobody counts milliseconds. */
function tryingAgain(ms: number): string {
  return ms === 0 ? "" : ` Trying again in ${Math.ceil(ms / 1000)} s.`;
}

function capital(text: string): string {
  return stop(text.charAt(0).toUpperCase() + text.slice(1));
}

function stop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
