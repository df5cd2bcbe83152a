import { memoryKey } from "../node/memory";
import type { Demands } from "../policy/demands";
import type { Participation } from "./participation";
import { judge, type Verdict } from "./rules";

/**
 * A device's own account of what it has answered, which the rules need: one answer for every round of a run, however often
 * and by whomever it is asked, and the demands that hold over all runs. Signed by nobody: it protects this device from
 * others, not others from this device; whoever clears it starts anew. Browsers keep one for every address apart, so a
 * coordinator at another address meets an empty one. Mirrors Java's `ClientLedger`; what goes wrong is thrown as a
 * sentence.
 */
export interface Ledger {
  /** Every one, as they were entered. */
  participations(): Promise<Participation[]>;
  /**
   * Enters a participation, kept for good when this ends, unless it is refused or there already. Nothing of it leaves
   * before. With it the messages of an answer that would not be the same if it were computed again are kept, in place of
   * the last of this client and run: both or none.
   */
  enter(next: Participation, demands: Demands, answer?: readonly Uint8Array[]): Promise<Verdict>;
  /** The answer that was kept for exactly this participation, else undefined. */
  keptAnswer(of: Participation): Promise<readonly Uint8Array[] | undefined>;
}

/** An answer, and the setup that it is for. */
export interface KeptAnswer {
  readonly setup: string;
  readonly messages: readonly Uint8Array[];
}

/** Keeps the account for the lifetime of the page. */
export class PageLedger implements Ledger {
  private readonly entered: Participation[] = [];
  private readonly answers = new Map<string, KeptAnswer>();

  participations = async (): Promise<Participation[]> => [...this.entered];

  enter = async (next: Participation, demands: Demands, answer?: readonly Uint8Array[]): Promise<Verdict> => {
    const verdict = judge(this.entered, next, demands);
    if (verdict.kind === "new") {
      this.entered.push(next);
      if (answer !== undefined) {
        this.answers.set(answerKey(next), { setup: next.setup, messages: answer });
      }
    }
    return verdict;
  };

  keptAnswer = async (of: Participation): Promise<readonly Uint8Array[] | undefined> =>
    answerFor(of, this.answers.get(answerKey(of)));
}

/** Where the last answer of this client and run is. */
export function answerKey({ run, client }: Participation): string {
  return memoryKey(run, client);
}

/** The messages, if the answer is not one of another round. */
export function answerFor(of: Participation, kept: KeptAnswer | undefined): readonly Uint8Array[] | undefined {
  return kept?.setup === of.setup ? kept.messages : undefined;
}
