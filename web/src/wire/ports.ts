/**
 * What the wire needs of its neighbours, by shape: `src/learning` trains, `src/secagg` masks. Both
 * fit without an adapter; tests put fakes in their place.
 */

export interface HeadShape {
  readonly classes: number;
  readonly features: number;
}

export interface Hyperparameters {
  readonly localEpochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly proximalMu: number;
}

export interface FixedPoint {
  readonly fractionBits: number;
  readonly maxPerWeight: number;
  readonly maxTotalWeight: number;
  readonly ringBits: 32 | 64;
  readonly noiseDeviation: number;
}

export interface ClientPrivacy {
  readonly clippingNorm: number;
  readonly noisePlace: "none" | "local" | "masked";
  readonly noiseDeviation: number;
  readonly reportsNorm: boolean;
}

export interface ExamplePrivacy {
  readonly clippingNorm: number;
  readonly noiseMultiplier: number;
}

export interface Protection {
  /** Largest weight of a client; 0 for the number of its examples. */
  readonly weightCap: number;
  readonly client?: ClientPrivacy;
  readonly example?: ExamplePrivacy;
  readonly secureNoise: boolean;
}

export interface TrainTask {
  readonly round: number;
  readonly seed: bigint;
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  readonly hyper: Hyperparameters;
  readonly protection: Protection;
  readonly grid: FixedPoint;
}

export interface Contribution {
  readonly client: string;
  readonly round: number;
  readonly numExamples: number;
  readonly weight: number;
  readonly vector: Float32Array;
  readonly trainLoss: number;
  readonly withinNorm: boolean;
}

export interface Evaluation {
  readonly lossSum: number;
  readonly correct: readonly number[];
  readonly total: readonly number[];
}

/** Examples under the run's class indices; `E` is the trainer's own kind of them. */
export interface ExampleData {
  readonly matrix: Float32Array;
  readonly labels: Int32Array;
  readonly width: number;
}

/** `src/learning` as the node needs it. What takes long may come later: a worker may do it. */
export interface LocalWork<E = unknown> {
  examples(data: ExampleData): E;
  contribute(client: string, examples: E, task: TrainTask): Contribution | Promise<Contribution>;
  /** Integers of the grid, `parameters + 3`; throws a sentence if the training has diverged. */
  encodeMasked(contribution: Contribution, task: TrainTask): BigInt64Array | Promise<BigInt64Array>;
  evaluate(parameters: Float32Array, head: HeadShape, examples: E): Evaluation | Promise<Evaluation>;
  /** Nothing more will be asked. */
  close?(): void;
}

// ---- secure aggregation

export interface SecAggSetup {
  readonly runId: string;
  readonly round: number;
  readonly ringBits: 32 | 64;
  readonly length: number;
  readonly cohort: number;
  readonly neighbours: number;
  readonly threshold: number;
  readonly minSurvivors: number;
}

export interface Advertisement {
  readonly runId: string;
  readonly round: number;
  readonly client: string;
  readonly sharingKey: Uint8Array;
  readonly maskingKey: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Roster {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly members: readonly Advertisement[];
}

/** `client` is whom it is for going up, whom it is from coming down. */
export interface SealedShare {
  readonly client: string;
  readonly box: Uint8Array;
}

export interface Shares {
  readonly seedCommitment: Uint8Array;
  readonly boxes: readonly SealedShare[];
}

export interface Inbox {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly boxes: readonly SealedShare[];
}

export interface MaskedInput {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
}

export interface Survivors {
  readonly runId: string;
  readonly round: number;
  readonly alive: readonly string[];
  readonly dropped: readonly string[];
}

export interface Confirmation {
  readonly runId: string;
  readonly round: number;
  readonly client: string;
  readonly survivorsDigest: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Confirmations {
  readonly runId: string;
  readonly round: number;
  readonly recipient: string;
  readonly confirmations: readonly Confirmation[];
}

export interface SecretShare {
  readonly owner: string;
  readonly x: number;
  readonly value: Uint8Array;
}

export interface Unmasking {
  readonly seedShares: readonly SecretShare[];
  readonly keyShares: readonly SecretShare[];
}

/** `src/secagg`'s client of one masked round, with fresh keys; every step serves once. */
export interface SecAggClient {
  advertise(): Promise<Pick<Advertisement, "sharingKey" | "maskingKey" | "signature">>;
  share(roster: Roster): Promise<Shares>;
  mask(inbox: Inbox, units: BigInt64Array): Promise<MaskedInput>;
  confirm(survivors: Survivors): Promise<Pick<Confirmation, "survivorsDigest" | "signature">>;
  unmask(survivors: Survivors, confirmations: Confirmations): Promise<Unmasking>;
  forget(): void;
}

/**
 * Makes the client of one round. Throws a sentence if this browser lacks the cryptography, or the
 * setup is one under which masks hide nothing: either ends the node.
 */
export type NewSecAgg = (setup: SecAggSetup, name: string) => Promise<SecAggClient>;
