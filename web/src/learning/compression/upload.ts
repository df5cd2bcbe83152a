import { allFinite, isWithin, norm } from "../clipping";
import type { TrainTask } from "../contribute";
import { clippingOf } from "../protection";
import { KeyedRandom } from "../random";
import type { FixedPoint } from "../sums/fixedPoint";
import type { Values } from "../sums/schema";
import { type NamedVectors, named } from "../works/input";
import { type Coded, codedBy, round, shorten } from "./compression";
import { placesOf, takePlaces } from "./randomK";
import { countOf } from "./shares";
import { takeLargest } from "./topK";

/** Prefix of the memory of what was not sent of a vector. */
export const RESIDUAL = "residual-";

const FIRST_CUT = 2 ** -20;

/** The values that a client sends, and what it remembers of the others: Java's learning.clients.Selection. */
export interface Selected {
  /** In the order of the task's schema. */
  readonly vectors: readonly Values[];
  /** By the name of the memory; empty but for top-k. */
  readonly residuals: NamedVectors;
}

/** Of weighted vectors, to which it may write; before clipping, so that what is sent is what is clipped. */
export function selected(weighted: readonly Values[], task: TrainTask, memory: NamedVectors): Selected {
  const residuals = new Map<string, Float32Array>();
  const vectors = weighted.map((values, i) => {
    const { name, compression } = task.schema.vectors[i];
    if (!(values instanceof Float32Array)) return values;
    if (compression?.kind === "random-k") {
      return takePlaces(values, placesOf(compression, values.length, task.seed, task.round, name));
    }
    if (compression?.kind === "top-k") {
      const residual = RESIDUAL + name;
      if (compression.feedback && memory.size > 0) {
        const rest = named("memory", memory, residual, values.length);
        for (let j = 0; j < values.length; j++) values[j] += rest[j];
      }
      if (compression.feedback) residuals.set(residual, values);
      return takeLargest(values, countOf(compression.share, values.length));
    }
    return values;
  });
  return { vectors, residuals };
}

/** What a client sends becomes what the coordinator will decode, in place: Java's learning.clients.Coding. */
export function roundToSent(vectors: readonly Values[], client: string, task: TrainTask, weight: number): void {
  if (task.schema.vectors.every(({ compression }) => codedBy(compression) === undefined)) return;
  const privacy = clippingOf(task.protection);
  const random = KeyedRandom.of(task.seed, task.round, client, "ROUNDING");
  vectors.forEach((values, i) => {
    const { compression, grid } = task.schema.vectors[i];
    const coded = codedBy(compression);
    if (coded === undefined || !(values instanceof Float32Array)) return;
    round(coded, values, random);
    if (privacy?.noisePlace === "none" && allFinite(values)) {
      shortenTo(values, coded, privacy.clippingNorm * weight, grid);
    }
  });
}

/** Rounding may lengthen a clipped vector: it is shortened in its own form until both norms are surely within. */
function shortenTo(values: Float32Array, coded: Coded, bound: number, grid: FixedPoint): void {
  let cut = FIRST_CUT;
  while (!isWithin(values, bound, grid)) {
    shorten(coded, values, Math.min(1, bound / norm(values)) * (1 - cut));
    cut = Math.min(1, 16 * cut);
  }
}
