import { sha256 } from "@noble/hashes/sha2.js";
import { ClientChecks } from "./checks";
import type { Context } from "./context";
import { SecAggError } from "./error";
import { agree, derive, freshKey, freshSharedKey, KEY_BYTES, type RoundKey, unsupported } from "./keys";
import { addMask, encodeRing } from "./mask";
import type {
  Advertisement,
  Confirmation,
  Confirmations,
  Inbox,
  MaskedInput,
  Roster,
  SealedShare,
  SecretShare,
  Shares,
  Survivors,
  Unmasking,
} from "./messages";
import { contextOf, requireSetup, type SecAggSetup } from "./setup";
import { split } from "./shamir";
import { open, type ShareBox, seal } from "./shareBox";

const STAGES = ["ADVERTISE", "SHARE", "MASK", "CONFIRM", "UNMASK"] as const;
type Stage = (typeof STAGES)[number];

const UNSIGNED = new Uint8Array(0);

/**
 * One client in one round of double masking (Bonawitz et al. 2017, figure 4; Bell et al. 2020, algorithm 2): Java's
 * SecAggClient without an identity, whose Javadoc states the guarantee. Its input leaves as
 * y = x + PRG(own seed) + sum over neighbours v of (+ or -) PRG(key agreed with v), modulo 2^ringBits.
 *
 * Precondition: the coordinator passes keys on as they are (honest but curious); a tab has no list of identities to
 * check them with. Every step serves once; a step out of order changes nothing, after any other refusal the secrets are
 * gone and the object is of no more use.
 */
export class SecAggClient {
  private next: Stage | undefined = "ADVERTISE";
  private neighbours = new Map<string, Advertisement>();
  private readonly boxSecrets = new Map<string, Uint8Array>();
  private readonly held = new Map<string, ShareBox>();
  private confirmed: Uint8Array | undefined;
  private readonly context: Context;
  private readonly checks: ClientChecks;
  private readonly seed = crypto.getRandomValues(new Uint8Array(KEY_BYTES));

  private constructor(
    private readonly setup: SecAggSetup,
    private readonly name: string,
    private readonly sharingKey: RoundKey,
    private readonly maskingKey: RoundKey & { readonly secret: Uint8Array },
  ) {
    this.context = contextOf(setup);
    this.checks = new ClientChecks(setup, name);
  }

  /**
   * A client with fresh keys.
   *
   * @throws Error with a sentence if this browser lacks the cryptography, or the setup would hide nothing
   */
  static async create(setup: SecAggSetup, name: string): Promise<SecAggClient> {
    requireSetup(setup);
    const missing = await unsupported();
    if (missing !== undefined) throw new Error(missing);
    return new SecAggClient(setup, name, await freshKey(), await freshSharedKey());
  }

  /** Step 1: the round's public keys, unsigned. */
  advertise(): Promise<Advertisement> {
    return this.step("ADVERTISE", async () => ({
      runId: this.setup.runId,
      round: this.setup.round,
      client: this.name,
      sharingKey: this.sharingKey.publicKey,
      maskingKey: this.maskingKey.publicKey,
      signature: UNSIGNED,
    }));
  }

  /** Step 2: shares of the masking key and of the seed, one pair sealed for each neighbour. */
  share(roster: Roster): Promise<Shares> {
    return this.step("SHARE", async () => {
      const members = this.checks.roster(roster, {
        sharingKey: this.sharingKey.publicKey,
        maskingKey: this.maskingKey.publicKey,
      });
      const keyShares = split(this.maskingKey.secret, members.size, this.setup.threshold);
      const seedShares = split(this.seed, members.size, this.setup.threshold);
      const boxes: SealedShare[] = [];
      let place = 0;
      for (const peer of members.values()) {
        const box = { key: keyShares[place], seed: seedShares[place] };
        place++;
        if (peer.client === this.name) {
          this.held.set(this.name, box);
          continue;
        }
        const secret = await this.agree(this.sharingKey, peer.sharingKey, peer.client);
        this.boxSecrets.set(peer.client, secret);
        const info = this.context.info("share", this.name, peer.client);
        boxes.push({ client: peer.client, box: await seal(box, await derive(secret, info), info) });
      }
      this.neighbours = members;
      return { seedCommitment: this.context.commitment(this.name, this.seed), boxes };
    });
  }

  /** Step 3: the masked input of `length` integers, of which the residue modulo 2^ringBits counts. */
  mask(inbox: Inbox, units: BigInt64Array): Promise<MaskedInput> {
    return this.step("MASK", async () => {
      this.checks.inbox(inbox, this.neighbours);
      this.checks.input(units);
      for (const { client, box } of inbox.boxes) this.held.set(client, await this.open(client, box));
      const { ringBits } = this.setup;
      const elements = units.slice();
      await addMask(await derive(this.seed, this.context.info("self", this.name)), ringBits, elements, 1);
      for (const { client: peer } of inbox.boxes) {
        const key = await this.pairKey(peer);
        await addMask(key, ringBits, elements, this.name < peer ? 1 : -1);
      }
      const bytes = encodeRing(elements, ringBits);
      return { bytes, digest: sha256(bytes) };
    });
  }

  /** Step 4: binds this client to one list of survivors. */
  confirm(survivors: Survivors): Promise<Confirmation> {
    return this.step("CONFIRM", async () => {
      this.checks.survivors(survivors, this.neighbours, this.held);
      const digest = this.context.digest("survivors", survivors.alive, survivors.dropped);
      this.confirmed = digest;
      return {
        runId: this.setup.runId,
        round: this.setup.round,
        client: this.name,
        survivorsDigest: digest,
        signature: UNSIGNED,
      };
    });
  }

  /** Step 5: one share of every neighbour, of the seed if it is alive, of the masking key if it dropped. */
  unmask(survivors: Survivors, confirmations: Confirmations): Promise<Unmasking> {
    return this.step("UNMASK", async () => {
      const digest = this.context.digest("survivors", survivors.alive, survivors.dropped);
      this.checks.confirmations(confirmations, survivors, digest, this.confirmed, this.neighbours);
      const of = (owners: readonly string[], which: "seed" | "key"): SecretShare[] =>
        owners.flatMap((owner) => {
          const box = this.held.get(owner);
          return box === undefined ? [] : [{ owner, x: box[which].x, value: box[which].value.slice() }];
        });
      const answer = { seedShares: of(survivors.alive, "seed"), keyShares: of(survivors.dropped, "key") };
      this.forget();
      return answer;
    });
  }

  /** Overwrites the secrets of this round; the object is of no more use. */
  forget(): void {
    this.next = undefined;
    this.seed.fill(0);
    this.maskingKey.secret.fill(0);
    for (const secret of this.boxSecrets.values()) secret.fill(0);
    this.boxSecrets.clear();
    for (const box of this.held.values()) {
      box.key.value.fill(0);
      box.seed.value.fill(0);
    }
    this.held.clear();
  }

  /** The key of the mask that two clients add and subtract. */
  private async pairKey(peer: string): Promise<Uint8Array> {
    const keys = this.neighbours.get(peer) as Advertisement; // the inbox was checked
    const secret = await this.agree(this.maskingKey, keys.maskingKey, peer);
    const [first, second] = this.name < peer ? [this.name, peer] : [peer, this.name];
    return derive(secret, this.context.info("mask", first, second));
  }

  private async agree(mine: RoundKey, theirs: Uint8Array, peer: string): Promise<Uint8Array> {
    try {
      return await agree(mine.privateKey, theirs);
    } catch {
      throw new SecAggError(
        "SAME_KEYS",
        `${this.name}: a key of ${peer} gives everybody the same secret (expected: a fresh X25519 key)`,
      );
    }
  }

  private async open(sender: string, box: Uint8Array): Promise<ShareBox> {
    const info = this.context.info("share", sender, this.name);
    try {
      return await open(box, await derive(this.boxSecrets.get(sender) as Uint8Array, info), info);
    } catch {
      throw new SecAggError(
        "BAD_SHARE",
        `${this.name}: the share from ${sender} does not open (expected: one it sealed for this client in this round)`,
      );
    }
  }

  private async step<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    if (this.next !== stage) {
      throw new SecAggError(
        "REUSED",
        `${this.name}: asked to ${stage} (expected: ${this.next ?? "nothing more in this round"}; every step serves once and keys are never used again)`,
      );
    }
    this.next = undefined; // taken at once: a second call while this one waits is out of order
    let following: Stage | undefined;
    try {
      const result = await work();
      following = STAGES[STAGES.indexOf(stage) + 1];
      return result;
    } finally {
      if (following === undefined) this.forget();
      else this.next = following;
    }
  }
}
