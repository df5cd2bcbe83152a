import { contribute } from "../learning/contribute";
import { Examples } from "../learning/examples";
import { encodeMasked } from "../learning/sums/maskedSum";
import { evaluate } from "../learning/scoring";
import type { LocalWork } from "./ports";

/** Training and scoring on the thread that asks for it. */
export const localWork: LocalWork<Examples> = {
  examples: ({ matrix, labels, width }) => new Examples(matrix, labels, width),
  contribute,
  encodeMasked,
  evaluate,
};
