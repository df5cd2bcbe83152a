import { roundToSent, selected } from "./compression/upload";
import type { Examples } from "./examples";
import type { HeadShape } from "./head";
import { type NoiseSource, SecureNoise, SeededNoise } from "./noise/noise";
import { clippingOf, hidesScores, type Protection, protect, weightOf } from "./protection";
import { KeyedRandom, type Purpose } from "./random";
import type { SumSchema, Values } from "./sums/schema";
import { scaledAsAsked } from "./training/scaling";
import type { NamedVectors } from "./works/input";
import { isStatistics, type LocalWork } from "./works/localWork";
import { perform } from "./works/perform";

/** What a client is asked to do in a round: Java's TrainTask, for a linear head. */
export interface TrainTask {
  /** 1-based. */
  readonly round: number;
  readonly seed: bigint;
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  /** What the strategy sends in addition to the parameters. */
  readonly broadcast: NamedVectors;
  readonly work: LocalWork;
  readonly protection: Protection;
  readonly schema: SumSchema;
}

/** One client's answer: exactly the vectors that are summed, weight times delta in FedAvg, and their metadata. */
export interface Contribution {
  readonly client: string;
  readonly round: number;
  readonly numExamples: number;
  readonly weight: number;
  /** In the order of the task's schema. */
  readonly vectors: readonly Values[];
  readonly trainLoss: number;
  readonly withinNorm: boolean;
  /** The work's scalars, times the weight, in the order of the schema's slots after the standard ones. */
  readonly scalars: readonly number[];
}

/** A contribution, and what the client keeps once it is counted: Java's ClientRound. */
export interface ClientRound {
  readonly contribution: Contribution;
  readonly memory: NamedVectors;
}

/** The noise that the client draws for a purpose in this round. */
export function noiseOf(task: TrainTask, client: string, purpose: Purpose): NoiseSource {
  return task.protection.secureNoise ? new SecureNoise() : new SeededNoise(task.seed, task.round, client, purpose);
}

/**
 * A client's half of a round: does the work, multiplies real vectors by the weight, selects values where only some are
 * sent, clips and noises as the task asks, rounds to the form that is sent. Java's ClientRound.perform.
 *
 * @param heldOut what the client keeps out of training; may be none
 * @param memory what the client keeps from its last counted round
 * @throws RangeError if the examples cannot be worked on, or do not fit the sum
 */
export function contribute(
  client: string,
  examples: Examples,
  heldOut: Examples,
  task: TrainTask,
  memory: NamedVectors,
): ClientRound {
  const { protection, schema } = task;
  const weight = weightOf(protection, examples.size);
  if (isStatistics(task.work) && weight !== examples.size) {
    throw new RangeError(
      `examples: ${examples.size} (expected: at most ${weight}, or the sums over all clients might not fit their integers)`,
    );
  }
  const result = perform(task.work, {
    head: task.head,
    parameters: task.parameters,
    broadcast: task.broadcast,
    examples: scaledAsAsked(task.broadcast, examples),
    heldOut,
    memory,
    order: KeyedRandom.of(task.seed, task.round, client, "SHUFFLE"),
    example: protection.example,
    noise: (purpose) => noiseOf(task, client, purpose),
  });
  for (const vector of result.vectors) {
    if (vector instanceof Float32Array) {
      for (let j = 0; j < vector.length; j++) vector[j] *= weight;
    }
  }
  const { vectors, residuals } = selected(result.vectors, task, memory);
  const privacy = clippingOf(protection);
  const within =
    privacy === undefined ||
    protect(privacy, vectors[0] as Float32Array, weight, schema.vectors[0].grid, noiseOf(task, client, "NOISE"));
  roundToSent(vectors, client, task, weight);
  const contribution = {
    client,
    round: task.round,
    // The number of examples is data too, if nobody is trusted.
    numExamples: privacy?.noisePlace === "local" ? 1 : examples.size,
    weight,
    vectors,
    trainLoss: hidesScores(protection) ? 0 : result.meanLoss,
    withinNorm: privacy === undefined || !privacy.reportsNorm || within,
    scalars: result.scalars.map((scalar) => scalar * weight),
  };
  return { contribution, memory: new Map([...result.memory, ...residuals]) };
}
