import { type HeadShape, headLayout } from "../head";
import type { Layout } from "../sums/layout";
import type { Hyperparameters } from "../training/training";

/** What a client does in a round, as plain data: Java's learning.work.LocalWork. */
export type LocalWork =
  | Sgd
  | { readonly kind: "gradient" }
  | { readonly kind: "gradient-sum" }
  | { readonly kind: "moments" }
  | { readonly kind: "class-sums" }
  | { readonly kind: "feature-moments" }
  | Scores;

/**
 * Mini-batch SGD from the global parameters x to y. `plain` uploads y - x. `control-variate` is SCAFFOLD's client
 * (Karimireddy et al. 2020, algorithm 1, option II), `normalised` FedNova's (Wang et al. 2020, section 4), `fair`
 * q-FedAvg's (Li et al. 2020, algorithm 2), `dynamic` FedDyn's (Acar et al. 2021, algorithm 1) and `personal` Ditto's
 * (Li et al. 2021, algorithm 1); their formulas stand in sgd.ts, corrected.ts, fair.ts and personal.ts.
 */
export interface Sgd {
  readonly kind: "sgd";
  readonly hyper: Hyperparameters;
  readonly form: "plain" | "control-variate" | "normalised" | "fair" | "dynamic" | "personal";
  /** The power of the loss in form `fair`; absent in the others. */
  readonly q?: number;
}

/** Counts what each of several candidates classifies correctly of the held-out examples: Java's learning.work.Scores. */
export interface Scores {
  readonly kind: "scores";
  /** 1 to {@link MOST_CANDIDATES}. */
  readonly candidates: number;
}

/** The broadcast of the candidates' parameters, one behind the other. */
export const CANDIDATES = "candidates";

/** Most candidates of one round. */
export const MOST_CANDIDATES = 64;

/** Fraction bits of a count. */
export const SCORE_BITS = 16;

/** SCAFFOLD's second vector, its broadcast and its memory. */
export const CONTROL = "control";

/** FedDyn's memory. */
export const LOCAL_GRADIENT = "local-gradient";

/** Ditto's memory: the client's own head, which is scored beside the global one. */
export const PERSONAL = "personal";

/** Fraction bits of a rounded feature, and of a product of two: Java's learning.work.Moments. */
export const FEATURE_BITS = 18;
export const PRODUCT_BITS = 2 * FEATURE_BITS;

/** One vector that a work uploads. */
export interface Output {
  readonly name: string;
  readonly layout: Layout;
  /** Of the grid; absent where it is as fine as the round allows. */
  readonly fractionBits?: number;
  /** Whether values are integers of that grid already. */
  readonly integers: boolean;
}

/** What the work uploads on a head of this shape, in order. */
export function outputs(work: LocalWork, head: HeadShape): readonly Output[] {
  const width = head.features + 1;
  switch (work.kind) {
    case "sgd": {
      const delta = reals("delta", head);
      return work.form === "control-variate" ? [delta, reals(CONTROL, head)] : [delta];
    }
    case "gradient":
      return [reals("gradient", head)];
    case "gradient-sum":
      return [{ ...reals("gradient", head), fractionBits: PRODUCT_BITS }];
    case "moments":
      return [integers("second", [(width * (width + 1)) / 2]), integers("class", [head.classes, width])];
    case "class-sums":
      return [integers("class", [head.classes, width], FEATURE_BITS)];
    case "feature-moments":
      return [integers("first", [width], FEATURE_BITS), integers("squares", [head.features])];
    case "scores":
      return [integers("correct", [work.candidates + 1], SCORE_BITS)];
  }
}

function reals(name: string, head: HeadShape): Output {
  return { name, layout: headLayout(head), integers: false };
}

function integers(name: string, shape: readonly number[], fractionBits = PRODUCT_BITS): Output {
  return { name, layout: [{ name, shape }], fractionBits, integers: true };
}

/** Names of the scalars that the work uploads beside the usual slots, in order. */
export function scalars(work: LocalWork): readonly string[] {
  if (work.kind !== "sgd") return [];
  return work.form === "normalised" ? ["steps"] : work.form === "fair" ? ["curvature"] : [];
}

/** Names of what must be broadcast beside the parameters. */
export function broadcasts(work: LocalWork): readonly string[] {
  if (work.kind === "scores") return [CANDIDATES];
  return work.kind === "sgd" && work.form === "control-variate" ? [CONTROL] : [];
}

/** Whether a client must keep something for the next round. */
export function keepsMemory(work: LocalWork): boolean {
  return work.kind === "sgd" && ["control-variate", "dynamic", "personal"].includes(work.form);
}

/** Whether it uploads statistics, which count every example or cannot be summed at all. */
export function isStatistics(work: LocalWork): boolean {
  return STATISTICS.has(work.kind);
}

const STATISTICS: ReadonlySet<LocalWork["kind"]> = new Set([
  "gradient-sum",
  "moments",
  "class-sums",
  "feature-moments",
]);
