import type { Ledger } from "../wire/ledger/ledger";
import type { Participation } from "../wire/ledger/participation";
import type { Progress } from "./progress";
import { count, counted } from "./words";

/** What this browser has taken part in, in words that are read again from its account when something has left. */
export class AccountWords {
  words: readonly string[] = [];
  private read: readonly unknown[] | undefined;

  constructor(
    private readonly ledger: Pick<Ledger, "participations">,
    private readonly changed: () => void,
  ) {}

  /** Reads the account, unless nothing has left since the last time. */
  follow({ rounds }: Progress): void {
    if (rounds !== this.read) {
      this.read = rounds;
      void this.ledger.participations().then(
        (all) => this.say(inWords(all)),
        () => this.say(["This browser's list of rounds cannot be read. Load this page again."]),
      );
    }
  }

  private say(words: readonly string[]): void {
    if (words.join() !== this.words.join()) {
      this.words = words;
      this.changed();
    }
  }
}

/** A sentence each. */
export function inWords(all: readonly Participation[]): string[] {
  return [
    all.length === 0 ? "No round so far." : taken(all),
    "The page answers each round once, and keeps this list, so that nobody can ask for the same thing again and again and compare the answers. The list is of this address alone. Clearing this site's data clears it, with your pictures.",
    "What you insist on is checked by this page's own code, which comes from the coordinator. It helps against mistakes and against the others, not against a coordinator that hands out another page. If you cannot trust it that far, take part with the Headwater program.",
  ];
}

function taken(all: readonly Participation[]): string {
  const runs = new Set(all.map(({ run }) => run)).size;
  const masked = all.filter((one) => one.masked).length;
  const how =
    masked === 0
      ? "not masked"
      : masked === all.length
        ? "all masked"
        : `${count(masked)} masked, ${count(all.length - masked)} not`;
  const noised = all.filter(({ clientNoise, exampleNoise }) => clientNoise > 0 || exampleNoise > 0).length;
  const noise = noised === 0 ? "" : `; ${count(noised)} with noise that nobody can take away`;
  return `${counted(all.length, "round")} of ${counted(runs, "run")}: ${how}${noise}.`;
}
