import { gradientAt } from "../training/training";
import { classSums } from "./classSums";
import { featureMoments } from "./featureMoments";
import { type LocalInput, type LocalResult, NOTHING } from "./input";
import type { LocalWork } from "./localWork";
import { moments } from "./moments";
import { scores } from "./scores";
import { sgd } from "./sgd";

/** Does the work on one client's examples; a pure function. Throws a sentence if they cannot be worked on. */
export function perform(work: LocalWork, input: LocalInput): LocalResult {
  switch (work.kind) {
    case "sgd":
      return sgd(work, input);
    case "gradient":
    case "gradient-sum": {
      const { delta, meanLoss } = gradientAt(input.parameters, input.head, input.examples);
      return { vectors: [delta], meanLoss, scalars: [], memory: NOTHING };
    }
    case "moments":
      return counted(...moments(input.examples, input.head));
    case "class-sums":
      return counted(classSums(input.examples, input.head));
    case "feature-moments":
      return counted(...featureMoments(input.examples, input.head));
    case "scores":
      return counted(scores(work, input));
  }
}

/** Of work that trains nothing, and so has no loss. */
function counted(...vectors: readonly BigInt64Array[]): LocalResult {
  return { vectors, meanLoss: 0, scalars: [], memory: NOTHING };
}
