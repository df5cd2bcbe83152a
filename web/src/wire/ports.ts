import type { ClientRound, Contribution, TrainTask } from "../learning/contribute";
import type { HeadShape } from "../learning/head";
import type { NamedVectors } from "../learning/works/input";
import type {
  Advertisement,
  Confirmation,
  Confirmations,
  Inbox,
  MaskedInput,
  Roster,
  Shares,
  Survivors,
  Unmasking,
} from "../secagg/messages";
import type { SecAggSetup } from "../secagg/setup";

/**
 * What the wire needs of its neighbours, by shape: `src/learning` trains, `src/secagg` masks. Both
 * fit without an adapter; tests put fakes in their place.
 */

export type { ClientRound, Contribution, TrainTask } from "../learning/contribute";
export type { HeadShape } from "../learning/head";
export type { ClientPrivacy, ExamplePrivacy, Protection } from "../learning/protection";
export type { FixedPoint } from "../learning/sums/fixedPoint";
export type { Layout } from "../learning/sums/layout";
export type { Slot, SummedVector, SumSchema, Values } from "../learning/sums/schema";
export type { Hyperparameters } from "../learning/training/training";
export type { NamedVectors } from "../learning/works/input";
export type { LocalWork, Sgd } from "../learning/works/localWork";
export type * from "../secagg/messages";
export type { SecAggSetup } from "../secagg/setup";

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
export interface Learning<E = unknown> {
  examples(data: ExampleData): E;
  /** Does the task's work from what is remembered; throws a sentence if the examples cannot be worked on. */
  contribute(
    client: string,
    examples: E,
    heldOut: E,
    task: TrainTask,
    memory: NamedVectors,
  ): ClientRound | Promise<ClientRound>;
  /** Integers of the grids, all vectors and then all slots; throws a sentence if the training has diverged. */
  encodeMasked(contribution: Contribution, task: TrainTask): BigInt64Array | Promise<BigInt64Array>;
  /** On features as they are, or as the scaling in `kept` makes them. */
  evaluate(
    parameters: Float32Array,
    head: HeadShape,
    examples: E,
    kept?: NamedVectors,
  ): Evaluation | Promise<Evaluation>;
  /** Nothing more will be asked. */
  close?(): void;
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
