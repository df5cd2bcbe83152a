import { gradientAt } from "../training";
import { classSums } from "./classSums";
import { type LocalInput, type LocalResult, NOTHING } from "./input";
import type { LocalWork } from "./localWork";
import { moments } from "./moments";
import { sgd } from "./sgd";

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
    case "class-sums":
      return { vectors: [classSums(input.examples, input.head)], meanLoss: 0, scalars: [], memory: NOTHING };
  }
}
