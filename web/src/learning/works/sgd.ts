import { trainPrivately } from "../training/dpSgd";
import { type LocalUpdate, stepsOf, train } from "../training/training";
import { type LocalInput, type LocalResult, type NamedVectors, NOTHING } from "./input";
import { CONTROL, type Sgd } from "./localWork";

/** Mini-batch SGD in its three forms: Java's learning.work.Sgd, bit for bit. */
export function sgd(work: Sgd, input: LocalInput): LocalResult {
  switch (work.form) {
    case "plain": {
      const { delta, meanLoss } = input.example === undefined ? trained(work, input) : noised(work, input);
      return { vectors: [delta], meanLoss, scalars: [], memory: NOTHING };
    }
    case "control-variate":
      return corrected(work, input);
    case "normalised":
      return normalised(work, input);
  }
}

function trained({ hyper }: Sgd, input: LocalInput, correction?: Float32Array): LocalUpdate {
  return train(input.parameters, input.head, input.examples, hyper, input.order, correction);
}

function noised({ hyper }: Sgd, input: LocalInput): LocalUpdate {
  const { parameters, head, examples, example, noise } = input;
  return trainPrivately(parameters, head, examples, hyper, example!, noise("BATCH"), noise("NOISE"));
}

/**
 * Every step's gradient is corrected by c - c_i, where c is the broadcast and c_i the memory, zero before the first
 * counted round; after K steps at rate eta, c_i+ = c_i - c + (x - y) / (K eta). Uploads y - x and c_i+ - c_i.
 */
function corrected(work: Sgd, input: LocalInput): LocalResult {
  const size = input.parameters.length;
  const global = named("broadcast", input.broadcast, size);
  const own = input.memory.size === 0 ? new Float32Array(size) : named("memory", input.memory, size);
  const correction = global.map((c, j) => c - own[j]);
  const { delta, meanLoss } = trained(work, input, correction);
  const distance = stepsOf(input.examples.size, work.hyper) * work.hyper.learningRate;
  const change = global.map((c, j) => -c - delta[j] / distance);
  const next = own.map((c, j) => c + change[j]);
  return { vectors: [delta, change], meanLoss, scalars: [], memory: new Map([[CONTROL, next]]) };
}

function named(what: string, vectors: NamedVectors, size: number): Float32Array {
  const vector = vectors.get(CONTROL);
  if (vector?.length !== size) {
    throw new RangeError(`${what}: ${CONTROL} has ${vector?.length ?? 0} values (expected: ${size})`);
  }
  return vector;
}

/** Uploads (y - x) / |a|_1 and the scalar |a|_1. */
function normalised(work: Sgd, input: LocalInput): LocalResult {
  const { delta, meanLoss } = trained(work, input);
  const counted = countedSteps(stepsOf(input.examples.size, work.hyper), work.hyper.momentum);
  return { vectors: [delta.map((v) => v / counted)], meanLoss, scalars: [counted], memory: NOTHING };
}

/** |a|_1: the steps as momentum counts them; the power by multiplication, in a fixed order. */
function countedSteps(steps: number, momentum: number): number {
  let power = 1;
  for (let i = 0; i < steps; i++) power *= momentum;
  return momentum === 0 ? steps : (steps - (momentum * (1 - power)) / (1 - momentum)) / (1 - momentum);
}
