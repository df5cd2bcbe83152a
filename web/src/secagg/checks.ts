import { type Refusal, SecAggError } from "./error";
import type { Advertisement, Confirmations, Inbox, Roster, Survivors } from "./messages";
import type { SecAggSetup } from "./setup";

/** Whether two byte strings are the same; their contents are public. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * All checks that a client makes of the server's messages before it acts on them: Java's ClientChecks without
 * identities, under which the server is honest but curious.
 */
export class ClientChecks {
  constructor(
    private readonly setup: SecAggSetup,
    private readonly name: string,
  ) {}

  /** The members by name, in the roster's order. */
  roster(roster: Roster, own: Pick<Advertisement, "sharingKey" | "maskingKey">): Map<string, Advertisement> {
    this.addressed(roster, roster.recipient);
    const members = new Map<string, Advertisement>();
    const keys = new Set<string>();
    for (const member of roster.members) {
      this.thisRound(member);
      this.need(
        !members.has(member.client),
        "INCONSISTENT",
        `the roster names ${member.client} twice (expected: once)`,
      );
      members.set(member.client, member);
      for (const key of [member.sharingKey, member.maskingKey]) {
        this.need(
          !keys.has(String(key)),
          "SAME_KEYS",
          `a key of ${member.client} stands in the roster twice (expected: fresh and different keys)`,
        );
        keys.add(String(key));
      }
    }
    const mine = members.get(this.name);
    this.need(
      mine !== undefined && same(mine.sharingKey, own.sharingKey) && same(mine.maskingKey, own.maskingKey),
      "INCONSISTENT",
      `the roster lacks this client's own keys as it sent them (expected: ${this.name} among the members)`,
    );
    const { threshold } = this.setup;
    const holders = this.setup.neighbours + 1;
    this.need(
      members.size >= threshold,
      "TOO_FEW",
      `the roster has ${members.size} members (expected: at least the threshold of ${threshold})`,
    );
    this.need(
      members.size <= holders,
      "INCONSISTENT",
      `the roster has ${members.size} members (expected: at most ${holders}, or half of them could open a secret)`,
    );
    return members;
  }

  inbox(inbox: Inbox, neighbours: ReadonlyMap<string, unknown>): void {
    this.addressed(inbox, inbox.recipient);
    const senders = new Set<string>();
    for (const { client } of inbox.boxes) {
      this.need(
        neighbours.has(client) && client !== this.name && !senders.has(client),
        "MISROUTED",
        `a share from ${client}, who is no neighbour or has sent one (expected: one of each neighbour)`,
      );
      senders.add(client);
    }
    const { threshold } = this.setup;
    this.need(
      inbox.boxes.length + 1 >= threshold,
      "TOO_FEW",
      `${inbox.boxes.length} neighbours shared (expected: at least ${threshold - 1})`,
    );
  }

  input(units: BigInt64Array): void {
    const { length } = this.setup;
    this.need(units.length === length, "BAD_INPUT", `an input of ${units.length} elements (expected: ${length})`);
  }

  /** `held`: the neighbours whose shares this client has, itself included. */
  survivors(survivors: Survivors, neighbours: ReadonlyMap<string, unknown>, held: ReadonlyMap<string, unknown>): void {
    this.thisRound(survivors);
    const { cohort, threshold, minSurvivors } = this.setup;
    const alive = new Set(survivors.alive);
    const dropped = new Set(survivors.dropped);
    this.need(
      alive.size === survivors.alive.length && dropped.size === survivors.dropped.length,
      "INCONSISTENT",
      "the survivors name somebody twice (expected: once)",
    );
    for (const peer of dropped) {
      this.need(!alive.has(peer), "BOTH_SHARES", `${peer} is called alive and dropped (expected: one of them)`);
    }
    this.need(
      alive.has(this.name),
      "INCONSISTENT",
      `this client is not among the survivors it is asked about (expected: ${this.name} alive)`,
    );
    this.need(alive.size >= minSurvivors, "TOO_FEW", `${alive.size} survivors (expected: at least ${minSurvivors})`);
    this.need(
      alive.size + dropped.size <= cohort,
      "INCONSISTENT",
      `${alive.size + dropped.size} clients alive or dropped (expected: at most the cohort of ${cohort})`,
    );
    let around = 0;
    for (const peer of neighbours.keys()) {
      this.need(
        (alive.has(peer) || dropped.has(peer)) === held.has(peer),
        "INCONSISTENT",
        `the survivors are wrong about ${peer} (expected: alive or dropped exactly if it shared)`,
      );
      if (alive.has(peer)) around++;
    }
    this.need(
      around >= threshold,
      "TOO_FEW",
      `${around} of the neighbourhood are alive (expected: at least the threshold of ${threshold})`,
    );
  }

  confirmations(
    confirmations: Confirmations,
    survivors: Survivors,
    digest: Uint8Array,
    confirmed: Uint8Array | undefined,
    neighbours: ReadonlyMap<string, unknown>,
  ): void {
    this.addressed(confirmations, confirmations.recipient);
    this.thisRound(survivors);
    this.need(
      confirmed !== undefined && same(digest, confirmed),
      "INCONSISTENT",
      "other survivors than the confirmed ones (expected: the same lists)",
    );
    const agreeing = new Set([this.name]);
    const alive = new Set(survivors.alive);
    for (const one of confirmations.confirmations) {
      this.thisRound(one);
      this.need(
        neighbours.has(one.client) && alive.has(one.client),
        "MISROUTED",
        `a confirmation by ${one.client} (expected: neighbours that are alive)`,
      );
      this.need(
        same(one.survivorsDigest, digest),
        "INCONSISTENT",
        `${one.client} was told of other survivors (expected: the same for everybody)`,
      );
      agreeing.add(one.client);
    }
    const { threshold } = this.setup;
    this.need(
      agreeing.size >= threshold,
      "TOO_FEW",
      `${agreeing.size} of the neighbourhood confirmed (expected: at least the threshold of ${threshold})`,
    );
  }

  private addressed(message: { readonly runId: string; readonly round: number }, recipient: string): void {
    this.thisRound(message);
    this.need(recipient === this.name, "MISROUTED", `a message for ${recipient} (expected: for this client)`);
  }

  private thisRound(message: { readonly runId: string; readonly round: number }): void {
    const { runId, round } = this.setup;
    this.need(
      message.runId === runId && message.round === round,
      "WRONG_ROUND",
      `a message for run ${message.runId}, round ${message.round} (expected: run ${runId}, round ${round})`,
    );
  }

  private need(holds: boolean, refusal: Refusal, sentence: string): void {
    if (!holds) throw new SecAggError(refusal, `${this.name}: ${sentence}`);
  }
}
