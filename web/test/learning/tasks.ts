import type { TrainTask } from "../../src/learning/contribute";
import { type HeadShape, headLayout } from "../../src/learning/head";
import { exponentOf } from "../../src/learning/noise/discreteGaussian";
import type { FixedPoint } from "../../src/learning/sums/fixedPoint";
import type { SumSchema } from "../../src/learning/sums/schema";
import type { Hyperparameters } from "../../src/learning/training/training";

/** One vector of real numbers of the head's layout: Java's SumSchema.single. */
export function single(name: string, head: HeadShape, grid: FixedPoint): SumSchema {
  const room = grid.ringBits - 2 - (exponentOf(64 * grid.maxTotalWeight) + 1);
  return {
    vectors: [{ name, layout: headLayout(head), integers: false, grid }],
    slots: [
      { name: "weight", maxPerWeight: 1, fractionBits: 0 },
      { name: "loss", maxPerWeight: 64, fractionBits: room < 0 ? -1 : Math.min(room, 16) },
      { name: "within_norm", maxPerWeight: 1, fractionBits: 0 },
    ],
  };
}

/** What a task of plain SGD has beside its round, parameters and protection. */
export function plain(
  hyper: Hyperparameters,
  head: HeadShape,
  grid: FixedPoint,
): Pick<TrainTask, "head" | "broadcast" | "work" | "schema"> {
  return {
    head,
    broadcast: new Map(),
    work: { kind: "sgd", form: "plain", hyper },
    schema: single("delta", head, grid),
  };
}
