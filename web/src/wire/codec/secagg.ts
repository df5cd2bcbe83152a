import type {
  Advertisement as AdvertisementMessage,
  Assignment,
  SealedShare as SealedShareMessage,
  SecureAggregation,
} from "../../gen/headwater/v1/federation_pb";
import { requireClient } from "../names";
import type { Advertisement, Confirmations, Inbox, Roster, SealedShare, SecAggSetup, Survivors } from "../ports";
import { requireRound } from "../protocol";

/** As many shares as GF(256) has places for. */
const MAX_HOLDERS = 255;

/** Names of a cohort must fit one message. */
const MAX_COHORT = 100_000;

/** The coordinator's step of secure aggregation; mirrors Java's `SecAggCodec`. */
export type Step =
  | { readonly kind: "roster"; readonly round: number; readonly roster: Roster }
  | { readonly kind: "inbox"; readonly round: number; readonly inbox: Inbox }
  | { readonly kind: "survivors"; readonly round: number; readonly survivors: Survivors }
  | { readonly kind: "confirmations"; readonly round: number; readonly confirmations: Confirmations };

/**
 * The round's setup. Masks must fit what they hide: the grids' ring, and all vectors with all slots
 * behind them; and they must hide it, as Java's `SecAggSetup` explains. Throws a sentence otherwise.
 */
export function decodeSetup(
  message: SecureAggregation,
  runId: string,
  round: number,
  ringBits: 32 | 64,
  length: number,
): SecAggSetup {
  if (message.ringBits !== ringBits || message.length !== length) {
    throw new Error(
      `secure aggregation: ${message.length} elements of ${message.ringBits} bits (expected: ${length} of ${ringBits}, as the sum's vectors and slots ask for)`,
    );
  }
  const { cohort, neighbours, threshold, minSurvivors } = message;
  requireMasks(length <= 1 << 27, "length", length, "1 to 2^27 elements");
  requireMasks(cohort >= 2, "cohort", cohort, "2 clients or more; a sum of one hides nothing");
  const others = Math.min(cohort, MAX_HOLDERS) - 1;
  requireMasks(neighbours >= 1 && neighbours <= others, "neighbours", neighbours, `1 to ${others}`);
  requireMasks(
    neighbours === cohort - 1 || neighbours % 2 === 0,
    "neighbours",
    neighbours,
    `everybody else (${cohort - 1}) or an even number`,
  );
  const holders = neighbours + 1;
  requireMasks(
    threshold <= holders && 2 * threshold > holders,
    "threshold",
    threshold,
    `${Math.floor(holders / 2) + 1} to ${holders} of ${holders} holders: half of them or fewer would let a server that tells two halves different stories unmask one input`,
  );
  requireMasks(
    minSurvivors >= 2 && minSurvivors <= cohort,
    "fewest survivors",
    minSurvivors,
    `2 to the cohort of ${cohort}`,
  );
  return { runId, round, ringBits, length, cohort, neighbours, threshold, minSurvivors };
}

/** The step in `message`, of the stream's run; throws a sentence if it cannot be used, or is no step. */
export function decodeStep(message: Assignment, runId: string): Step {
  const { work } = message;
  switch (work.case) {
    case "roster": {
      requireCount("roster", work.value.members.length, MAX_HOLDERS);
      const round = requireRound(work.value.round);
      const recipient = requireClient(work.value.recipient);
      const members = work.value.members.map((m) => keys(m.keys, runId, round, m.client));
      return { kind: "roster", round, roster: { runId, round, recipient, members } };
    }
    case "inbox": {
      const round = requireRound(work.value.round);
      const recipient = requireClient(work.value.recipient);
      return { kind: "inbox", round, inbox: { runId, round, recipient, boxes: boxes(work.value.boxes) } };
    }
    case "survivors": {
      const round = requireRound(work.value.round);
      const alive = names(work.value.alive);
      const dropped = names(work.value.dropped);
      return { kind: "survivors", round, survivors: { runId, round, alive, dropped } };
    }
    case "confirmations": {
      requireCount("confirmations", work.value.confirmations.length, MAX_HOLDERS);
      const round = requireRound(work.value.round);
      const recipient = requireClient(work.value.recipient);
      const all = work.value.confirmations.map(({ client, confirmation }) => ({
        runId,
        round,
        client: requireClient(client),
        survivorsDigest: confirmation?.survivorsDigest ?? NOTHING,
        signature: confirmation?.signature ?? NOTHING,
      }));
      return { kind: "confirmations", round, confirmations: { runId, round, recipient, confirmations: all } };
    }
    default:
      throw new Error(`assignment: ${work.case} (expected: a step of secure aggregation)`);
  }
}

const NOTHING = new Uint8Array(0);

function keys(message: AdvertisementMessage | undefined, runId: string, round: number, client: string): Advertisement {
  return {
    runId,
    round,
    client: requireClient(client),
    sharingKey: requireSize("sharing key", message?.sharingKey, 32),
    maskingKey: requireSize("masking key", message?.maskingKey, 32),
    signature: message?.signature.length ? requireSize("signature", message.signature, 64) : NOTHING,
  };
}

function boxes(messages: readonly SealedShareMessage[]): SealedShare[] {
  requireCount("sealed shares", messages.length, MAX_HOLDERS - 1);
  const seen = new Set<string>();
  return messages.map((message) => {
    const client = requireClient(message.client);
    if (seen.has(client)) {
      throw new Error(`sealed shares: two with ${client} (expected: one)`);
    }
    seen.add(client);
    return { client, box: requireSize("sealed share", message.box, 12 + 65 + 16) };
  });
}

/** Sorted as Java sorts them: by UTF-16 code units. */
function names(all: readonly string[]): string[] {
  requireCount("survivors", all.length, MAX_COHORT);
  return all.map(requireClient).sort();
}

function requireMasks(holds: boolean, what: string, value: number, expected: string): void {
  if (!holds) {
    throw new Error(`secure aggregation: ${what}: ${value} (expected: ${expected})`);
  }
}

function requireCount(what: string, count: number, most: number): void {
  if (count > most) {
    throw new Error(`${what}: ${count} of them (expected: at most ${most})`);
  }
}

function requireSize(what: string, bytes: Uint8Array | undefined, size: number): Uint8Array {
  if (bytes?.length !== size) {
    throw new Error(`${what}: ${bytes?.length ?? 0} bytes (expected: ${size})`);
  }
  return bytes;
}
