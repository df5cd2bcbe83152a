import type { Receipt } from "../codec/receipt";
import type { RunDescription } from "../run";

/** A client's steps in a masked round, in order; mirrors Java's `Stage`. */
export const STAGES = ["advertise", "share", "mask", "confirm", "unmask"] as const;
export type Stage = (typeof STAGES)[number];

/** What a contribution is of: a change to the model, sums over the client's pictures, or scores of candidates on those it keeps out. */
export type Upload = "change" | "sums" | "scores";

/** What an answer held, so that the page can say what was sent, and what was not. */
export interface Sent {
  readonly kind: "contribution" | "evaluation";
  /** Of a contribution. */
  readonly upload?: Upload;
  /** On the wire, all parts together, without gRPC-Web's framing. */
  readonly bytes: number;
  /** Numbers in the vector, or scores. */
  readonly values: number;
  /** Whether the coordinator can read it only as part of a sum. */
  readonly masked: boolean;
  /** Whether its length was bounded before it left. */
  readonly clipped?: boolean;
  /** Whether this device added noise, to its contribution or during training. */
  readonly noised: boolean;
}

/** How a node's part in a run ended; mirrors Java's `Outcome`. */
export type Outcome =
  | { readonly kind: "finished"; readonly summary: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "left" }
  | { readonly kind: "unreachable"; readonly reason: string };

/** What a node is doing; mirrors Java's `ClientListener`. Nothing follows `ended`. */
export type NodeEvent =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "preparing"; readonly run: RunDescription }
  | { readonly kind: "joined"; readonly runId: string }
  | { readonly kind: "labels"; readonly names: readonly string[] }
  | { readonly kind: "waiting"; readonly reason: string }
  | { readonly kind: "training"; readonly round: number; readonly upload: Upload }
  | { readonly kind: "evaluating"; readonly round: number }
  | { readonly kind: "securing"; readonly round: number; readonly stage: Stage }
  /**
   * An answer begins to leave; told once for each, however often it is sent. From here on the coordinator may have it,
   * whether
   * or not its receipt is ever heard: new work, the end of the run or a lost connection may come first.
   */
  | { readonly kind: "sent"; readonly round: number; readonly summary: Sent }
  /** The coordinator's receipt for an answer; `summary` is the same object as in `sent`. */
  | {
      readonly kind: "submitted";
      readonly round: number;
      readonly receipt: "accepted" | "duplicate" | "late" | "refused";
      readonly reason?: string;
      readonly summary: Sent;
    }
  | { readonly kind: "stayedOut"; readonly round: number; readonly reason: string }
  | { readonly kind: "disconnected"; readonly reason: string; readonly retryInMs: number }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** What the coordinator said of the answer that `summary` describes. */
export function submitted(round: number, receipt: Receipt, summary: Sent): NodeEvent {
  const reason = receipt.kind === "refused" ? { reason: receipt.reason } : {};
  return { kind: "submitted", round, receipt: receipt.kind, ...reason, summary };
}
