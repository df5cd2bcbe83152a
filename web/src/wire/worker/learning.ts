import { contribute } from "../../learning/contribute";
import { Examples } from "../../learning/examples";
import { evaluate } from "../../learning/scoring";
import { encodeMasked } from "../../learning/sums/maskedSum";
import { scaledAsAsked } from "../../learning/training/scaling";
import { NOTHING } from "../../learning/works/input";
import type { Learning } from "../ports";

/** Training and scoring on the thread that asks for it. */
export const learning: Learning<Examples> = {
  examples: ({ matrix, labels, width }) => new Examples(matrix, labels, width),
  contribute,
  encodeMasked,
  evaluate: (parameters, head, heldOut, kept = NOTHING) => evaluate(parameters, head, scaledAsAsked(kept, heldOut)),
};
