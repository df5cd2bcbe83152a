import { contribute } from "../learning/contribute";
import { Examples } from "../learning/examples";
import { encodeMasked } from "../learning/maskedSum";
import { evaluate } from "../learning/scoring";
import { SecAggClient } from "../secagg/client";
import type { LocalWork, NewSecAgg } from "./ports";

/** The node's own training and masking; loaded when the node starts, not with the page. */
export const work: LocalWork<Examples> = {
  examples: ({ matrix, labels, width }) => new Examples(matrix, labels, width),
  contribute,
  encodeMasked,
  evaluate,
};

export const newSecAgg: NewSecAgg = (setup, name) => SecAggClient.create(setup, name);
