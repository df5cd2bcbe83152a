import { trainPrivately } from "../training/dpSgd";
import { type LocalUpdate, stepsOf } from "../training/training";
import { correctedByControl, correctedByGradient } from "./corrected";
import { fair } from "./fair";
import { type LocalInput, type LocalResult, NOTHING, trained } from "./input";
import type { Sgd } from "./localWork";
import { personal } from "./personal";

/** Mini-batch SGD in its forms: Java's learning.work.Sgd, bit for bit. */
export function sgd(work: Sgd, input: LocalInput): LocalResult {
  switch (work.form) {
    case "plain": {
      const { delta, meanLoss } = input.example === undefined ? trained(work.hyper, input) : noised(work, input);
      return { vectors: [delta], meanLoss, scalars: [], memory: NOTHING };
    }
    case "control-variate":
      return correctedByControl(work, input);
    case "normalised":
      return normalised(work, input);
    case "fair":
      return fair(work, input);
    case "dynamic":
      return correctedByGradient(work, input);
    case "personal":
      return personal(work, input);
  }
}

function noised({ hyper }: Sgd, input: LocalInput): LocalUpdate {
  const { parameters, head, examples, example, noise } = input;
  return trainPrivately(parameters, head, examples, hyper, example!, noise("BATCH"), noise("NOISE"));
}

/** Uploads (y - x) / |a|_1 and the scalar |a|_1. */
function normalised(work: Sgd, input: LocalInput): LocalResult {
  const { delta, meanLoss } = trained(work.hyper, input);
  const counted = countedSteps(stepsOf(input.examples.size, work.hyper), work.hyper.momentum);
  return { vectors: [delta.map((v) => v / counted)], meanLoss, scalars: [counted], memory: NOTHING };
}

/** |a|_1: the steps as momentum counts them; the power by multiplication, in a fixed order. */
function countedSteps(steps: number, momentum: number): number {
  let power = 1;
  for (let i = 0; i < steps; i++) power *= momentum;
  return momentum === 0 ? steps : (steps - (momentum * (1 - power)) / (1 - momentum)) / (1 - momentum);
}
