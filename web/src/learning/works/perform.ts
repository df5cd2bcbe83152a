import type { Examples } from "../examples";
import type { HeadShape } from "../head";
import type { NoiseSource } from "../noise";
import type { ExamplePrivacy } from "../protection";
import type { KeyedRandom, Purpose } from "../random";
import type { Values } from "../sums/schema";
import { gradientAt } from "../training";
import type { LocalWork } from "./localWork";
import { moments } from "./moments";
import { sgd } from "./sgd";

/** Flat vectors by name: what is broadcast beside the parameters, and what a client remembers. Java's NamedVectors. */
export type NamedVectors = ReadonlyMap<string, Float32Array>;

/** No vectors. */
export const NOTHING: NamedVectors = new Map();

/** What a client has in hand when it works: Java's learning.work.LocalInput. */
export interface LocalInput {
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  readonly broadcast: NamedVectors;
  readonly examples: Examples;
  /** From the client's last counted round; none before the first. */
  readonly memory: NamedVectors;
  /** Decides the order of the examples. */
  readonly order: KeyedRandom;
  readonly example: ExamplePrivacy | undefined;
  noise(purpose: Purpose): NoiseSource;
}

/** What local work gives: Java's learning.work.LocalResult. */
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

/** Does the work on one client's examples; a pure function. Throws a sentence if they cannot be worked on. */
export function perform(work: LocalWork, input: LocalInput): LocalResult {
  switch (work.kind) {
    case "sgd":
      return sgd(work, input);
    case "gradient": {
      const { delta, meanLoss } = gradientAt(input.parameters, input.head, input.examples);
      return { vectors: [delta], meanLoss, scalars: [], memory: NOTHING };
    }
    case "moments":
      return { vectors: moments(input.examples, input.head), meanLoss: 0, scalars: [], memory: NOTHING };
  }
}
