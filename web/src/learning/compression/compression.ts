import type { KeyedRandom } from "../random";
import { type Layout, sizeOf } from "../sums/layout";
import { floatOf, halfOf, halfTowardsZero } from "./binary16";
import { bytesOfInt8, encodeInt8, roundToInt8, shortenInt8 } from "./int8";
import { countOf, towardsZero } from "./shares";
import { encodeLargest, takeLargest } from "./topK";

/** How a real vector is shortened before it is uploaded; absent for none. Java's learning.compression.Compression. */
export type Compression = Coded | RandomK;

/** Values in another form than float32: Java's Compression.Coded. */
export type Coded = { readonly kind: "float16" } | { readonly kind: "int8" } | TopK;

/** The share's largest values with their positions; the client remembers the others, unless without feedback. */
export interface TopK {
  readonly kind: "top-k";
  /** Above 0 and at most 1. */
  readonly share: number;
  readonly feedback: boolean;
}

/** The share's values in places that are the same for all clients of a round, times n / k. */
export interface RandomK {
  readonly kind: "random-k";
  /** Above 0 and at most 1. */
  readonly share: number;
}

const USAGE = "float16, int8, none, random-k:SHARE, top-k:SHARE[,no-feedback]";

const NO_FEEDBACK = ",no-feedback";

/** What a text names; undefined for `none`. Throws a sentence for what this version does not know. */
export function parseCompression(text: string): Compression | undefined {
  const [kind, argument, ...more] = text.split(":");
  const bare = argument === undefined;
  if (bare && kind === "none") return undefined;
  if (bare && (kind === "float16" || kind === "int8")) return { kind };
  if (!bare && more.length === 0 && (kind === "top-k" || kind === "random-k")) {
    const feedback = kind !== "top-k" || !argument.endsWith(NO_FEEDBACK);
    const number = feedback ? argument : argument.slice(0, -NO_FEEDBACK.length);
    const share = number.trim() === "" ? Number.NaN : Number(number);
    if (!(share > 0 && share <= 1)) {
      throw new RangeError(`compression: ${text.slice(0, 40)} (expected: a share above 0 and at most 1)`);
    }
    return kind === "top-k" ? { kind, share, feedback } : { kind, share };
  }
  throw new RangeError(`compression: ${text.slice(0, 40)} (expected: ${USAGE})`);
}

/** In a word or two, as it is typed. */
export function described(compression: Compression | undefined): string {
  if (compression === undefined) return "none";
  if (!("share" in compression)) return compression.kind;
  const forgets = compression.kind === "top-k" && !compression.feedback;
  return `${compression.kind}:${compression.share}${forgets ? NO_FEEDBACK : ""}`;
}

/** The form of what is sent, if it is not float32. */
export function codedBy(compression: Compression | undefined): Coded | undefined {
  return compression === undefined || compression.kind === "random-k" ? undefined : compression;
}

/** What the positions of the summed vector mean; `own` is the layout where it is not compressed. */
export function summedLayout(compression: Compression | undefined, name: string, own: Layout): Layout {
  return compression?.kind === "random-k" ? [{ name, shape: [countOf(compression.share, sizeOf(own))] }] : own;
}

/** Replaces values by the nearest, or a randomly chosen near one, that this form can express. */
export function round(coded: Coded, values: Float32Array, random: KeyedRandom): void {
  switch (coded.kind) {
    case "float16":
      for (let j = 0; j < values.length; j++) values[j] = floatOf(halfOf(values[j]));
      return;
    case "int8":
      roundToInt8(values, random);
      return;
    case "top-k":
      values.set(takeLargest(values, countOf(coded.share, values.length)));
  }
}

/** Shortens what {@link round} gave by about a factor in [0, 1], so that this form can still express it. */
export function shorten(coded: Coded, values: Float32Array, factor: number): void {
  switch (coded.kind) {
    case "float16":
      for (let j = 0; j < values.length; j++) values[j] = floatOf(halfTowardsZero(values[j] * factor));
      return;
    case "int8":
      shortenInt8(values, factor);
      return;
    case "top-k":
      for (let j = 0; j < values.length; j++) values[j] = towardsZero(values[j] * factor) + 0;
  }
}

/** The bytes of what {@link round} gave, without a loss. */
export function encodeValues(coded: Coded, values: Float32Array): Uint8Array<ArrayBuffer> {
  switch (coded.kind) {
    case "float16": {
      const view = new DataView(new ArrayBuffer(2 * values.length));
      for (let j = 0; j < values.length; j++) view.setUint16(2 * j, halfOf(values[j]), true);
      return new Uint8Array(view.buffer);
    }
    case "int8":
      return encodeInt8(values);
    case "top-k":
      return encodeLargest(values, countOf(coded.share, values.length));
  }
}

/** The bytes of one upload of a vector of `size` summed values. */
export function bytesOf(compression: Compression | undefined, size: number): number {
  switch (compression?.kind) {
    case "float16":
      return 2 * size;
    case "int8":
      return bytesOfInt8(size);
    case "top-k":
      return 8 * countOf(compression.share, size);
    default:
      return 4 * size;
  }
}
