// What the parties of a masked round send each other, as plain values: Java's secagg.messages, whose Javadoc says who
// sends what to whom. Byte strings have fixed lengths; the codec and the checks see to it.

/** Public keys, fresh in every round; the signature is empty without an identity. */
export interface Advertisement {
  readonly runId: string;
  readonly round: number;
  readonly client: string;
  readonly sharingKey: Uint8Array;
  readonly maskingKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** The recipient and its neighbours; the place in the list, from 1, is the x-coordinate of that member's shares. */
export interface Roster {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly members: readonly Advertisement[];
}

/** `client` is whom it is for going up, and whom it is from coming down. */
export interface SealedShare {
  readonly client: string;
  readonly box: Uint8Array;
}

/** One box for each neighbour, and what ties the sender to its seed. */
export interface Shares {
  readonly seedCommitment: Uint8Array;
  readonly boxes: readonly SealedShare[];
}

/** The boxes that neighbours sealed for the recipient. */
export interface Inbox {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly boxes: readonly SealedShare[];
}

/** Ring elements, little-endian, and their SHA-256. */
export interface MaskedInput {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
}

/** Whose masked input counts, and who shared but sent none; both sorted by UTF-16 units. */
export interface Survivors {
  readonly runId: string;
  readonly round: number;
  readonly alive: readonly string[];
  readonly dropped: readonly string[];
}

/** The client has seen these survivors and will speak of no others. */
export interface Confirmation {
  readonly runId: string;
  readonly round: number;
  readonly client: string;
  readonly survivorsDigest: Uint8Array;
  readonly signature: Uint8Array;
}

/** What the recipient's neighbourhood confirmed. */
export interface Confirmations {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly confirmations: readonly Confirmation[];
}

/** One share of the owner's 32-byte secret. */
export interface SecretShare {
  readonly owner: string;
  readonly x: number;
  readonly value: Uint8Array;
}

/** Of neighbours that are alive a share of the seed, of those that dropped one of the key, of nobody both. */
export interface Unmasking {
  readonly seedShares: readonly SecretShare[];
  readonly keyShares: readonly SecretShare[];
}
