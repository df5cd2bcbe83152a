import { type Demands, maskDemands } from "../policy/demands";
import { type Participation, sameRound } from "./participation";

/** Work that a device may answer. */
export type Answerable =
  /** It is done for the first time. */
  | { readonly kind: "new" }
  /** The very same work of the very same round was answered; the same bytes may be sent again. */
  | { readonly kind: "again" };

/** What a device's own ledger says of work that it is asked to do; reasons are sentences. Mirrors Java's `Verdict`. */
export type Verdict =
  | Answerable
  /**
   * The device stays out of this round and waits for the next; exhausted, it will say the same until a sum has changed the
   * parameters.
   */
  | { readonly kind: "stayOut"; readonly reason: string; readonly exhausted?: true }
  /** The device leaves the run: later rounds would be refused too. */
  | { readonly kind: "leave"; readonly reason: string };

/** Of an answer with noise that was sent before this page was loaded, and was not kept. */
export const GONE =
  "answered already, and the answer was not kept (expected: another round; other noise on the same answer would tell more)";

/** Of an answer with noise that another page has given meanwhile. */
export const ELSEWHERE =
  "answered meanwhile by another page of this browser (expected: one page for a client name; close the other)";

/** Of work that no account is kept of. */
export const NEW: Answerable = { kind: "new" };

/**
 * The rules that need what a device has answered before. Mirrors Java's `Rules`, but for epsilon, which a tab does not
 * count.
 *
 * **One answer for a round.** Two sums over cohorts that differ in one client differ by that client's contribution. So a
 * round of a run is answered once: for another setup the device stays out, and for the same setup it sends the same bytes.
 *
 * **Few answers at the same parameters.** A coordinator that lies can call the same round by another number or run. What
 * it cannot choose is that the answer is a function of the parameters (and of the pictures); so a device that demands
 * masks answers at the same parameters only a few times more, unless the noise that it demands covers every answer.
 * Parameters that are only almost the same are not recognised: against such a coordinator noise is the remedy.
 */
export function judge(earlier: readonly Participation[], next: Participation, demands: Demands): Verdict {
  const same = earlier.find((one) => sameRound(one, next));
  if (same !== undefined) {
    return again(same, next);
  }
  const mine = earlier.filter(({ data }) => data === next.data);
  const { maxRounds = 0, clientNoise = 0 } = demands;
  if (maxRounds > 0 && mine.length >= maxRounds) {
    const found = `these pictures have taken part in ${mine.length} rounds`;
    return {
      kind: "leave",
      reason: `round ${next.round}: ${found} (expected: at most ${maxRounds}, as is required here)`,
    };
  }
  const masks = maskDemands(demands);
  if (masks !== undefined && clientNoise === 0) {
    const answered = mine.filter(({ subject }) => subject === next.subject).length;
    if (answered > masks.repeats) {
      const found = `answered ${answered} times at these parameters already`;
      const expected = `at most ${masks.repeats + 1} times; sums over other clients each time would tell this client's part`;
      return { kind: "stayOut", reason: `round ${next.round}: ${found} (expected: ${expected})`, exhausted: true };
    }
  }
  return { kind: "new" };
}

function again(earlier: Participation, next: Participation): Verdict {
  const sameSetup = earlier.setup === next.setup;
  const samePictures = earlier.data === next.data;
  // Whatever else an answer may depend on: other bytes would tell more than the first.
  const otherAnswer =
    next.repeatable && earlier.answer !== undefined && next.answer !== undefined && earlier.answer !== next.answer;
  if (sameSetup && samePictures && !next.masked && !otherAnswer) {
    return { kind: "again" };
  }
  const why = !sameSetup
    ? ", for another setup"
    : next.masked
      ? ", and its keys are gone"
      : samePictures
        ? ", with another answer"
        : ", with other pictures";
  return {
    kind: "stayOut",
    reason: `round ${next.round}: answered already${why} (expected: another round; two answers for one round would tell this client's part)`,
  };
}
