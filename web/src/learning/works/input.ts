import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import type { NoiseSource } from "../noise/noise";
import type { ExamplePrivacy } from "../protection";
import type { KeyedRandom, Purpose } from "../random";
import type { Values } from "../sums/schema";
import { type Hyperparameters, type LocalUpdate, train } from "../training/training";

/** Flat vectors by name: what is broadcast in addition to the parameters, and what a client keeps. Java's NamedVectors. */
export type NamedVectors = ReadonlyMap<string, Float32Array>;

/** No vectors. */
export const NOTHING: NamedVectors = new Map();

/** The input of a client's local work: Java's learning.work.LocalInput. */
export interface LocalInput {
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  readonly broadcast: NamedVectors;
  readonly examples: Examples;
  /** What the client keeps out of training, to score on; may be none. */
  readonly heldOut: Examples;
  /** From the client's last counted round; none before the first. */
  readonly memory: NamedVectors;
  /** Decides the order of the examples. */
  readonly order: KeyedRandom;
  readonly example: ExamplePrivacy | undefined;
  noise(purpose: Purpose): NoiseSource;
}

/** SGD from the global parameters, with `correction` added to every gradient. */
export function trained(hyper: Hyperparameters, input: LocalInput, correction?: Float32Array): LocalUpdate {
  return train(input.parameters, input.head, input.examples, hyper, input.order, correction);
}

/** The memory of this name; undefined where there is none at all, which is before the client's first counted round. */
export function remembered(input: LocalInput, name: string): Float32Array | undefined {
  return input.memory.size === 0 ? undefined : named("memory", input.memory, name, input.parameters.length);
}

/** @throws RangeError if there is no vector of this name and length */
export function named(what: string, vectors: NamedVectors, name: string, size: number): Float32Array {
  const vector = vectors.get(name);
  if (vector?.length !== size) {
    throw new RangeError(`${what}: ${name} has ${vector?.length ?? 0} values (expected: ${size})`);
  }
  return vector;
}

/** The result of local work: Java's learning.work.LocalResult. */
export interface LocalResult {
  /** In the order of the work's outputs; real ones not yet multiplied by a weight. */
  readonly vectors: readonly Values[];
  /** In nats; 0 where nothing was trained. */
  readonly meanLoss: number;
  /** In the order of the work's scalars, not yet multiplied by the weight. */
  readonly scalars: readonly number[];
  /** What the client keeps, once the contribution is counted. */
  readonly memory: NamedVectors;
}
