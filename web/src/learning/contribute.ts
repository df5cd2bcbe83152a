import { trainPrivately } from "./dpSgd";
import type { Examples } from "./examples";
import type { FixedPoint } from "./fixedPoint";
import type { HeadShape } from "./head";
import { type NoiseSource, SecureNoise, SeededNoise } from "./noise";
import { hidesScores, type Protection, protect, weightOf } from "./protection";
import type { Purpose } from "./random";
import { type Hyperparameters, type LocalUpdate, train } from "./training";

/** What a client is asked to do in a round: Java's TrainTask. */
export interface TrainTask {
  /** 1-based. */
  readonly round: number;
  readonly seed: bigint;
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  readonly hyper: Hyperparameters;
  readonly protection: Protection;
  readonly grid: FixedPoint;
}

/** One client's answer: the very vector that is summed, weight times delta, and what describes it. */
export interface Contribution {
  readonly client: string;
  readonly round: number;
  readonly numExamples: number;
  readonly weight: number;
  readonly vector: Float32Array;
  readonly trainLoss: number;
  readonly withinNorm: boolean;
}

/** The noise that the client draws for a purpose in this round. */
export function noiseOf(task: TrainTask, client: string, purpose: Purpose): NoiseSource {
  return task.protection.secureNoise ? new SecureNoise() : new SeededNoise(task.seed, task.round, client, purpose);
}

/** The client's half of FedAvg: trains, weighs, and protects the weighted vector as the task asks. */
export function contribute(client: string, examples: Examples, task: TrainTask): Contribution {
  const { protection } = task;
  const update = localUpdate(client, examples, task);
  const weight = weightOf(protection, examples.size);
  const vector = update.delta;
  for (let j = 0; j < vector.length; j++) vector[j] = Math.fround(vector[j] * weight);
  const privacy = protection.client;
  const within = privacy === undefined || protect(privacy, vector, weight, task.grid, noiseOf(task, client, "NOISE"));
  return {
    client,
    round: task.round,
    // How many there are is data too, where nobody is trusted.
    numExamples: privacy?.noisePlace === "local" ? 1 : examples.size,
    weight,
    vector,
    trainLoss: hidesScores(protection) ? 0 : update.meanLoss,
    withinNorm: privacy === undefined || !privacy.reportsNorm || within,
  };
}

function localUpdate(client: string, examples: Examples, task: TrainTask): LocalUpdate {
  const { example } = task.protection;
  return example === undefined
    ? train(task.parameters, task.head, examples, task.hyper, task.seed, task.round, client)
    : trainPrivately(
        task.parameters,
        task.head,
        examples,
        task.hyper,
        example,
        noiseOf(task, client, "BATCH"),
        noiseOf(task, client, "NOISE"),
      );
}
