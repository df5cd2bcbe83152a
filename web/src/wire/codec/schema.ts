import type {
  Slot as SlotMessage,
  SummedVector,
  SumSchema as SumSchemaMessage,
} from "../../gen/headwater/v1/federation_pb";
import {
  type Compression,
  codedBy,
  described,
  parseCompression,
  summedLayout,
} from "../../learning/compression/compression";
import { sizeOf } from "../../learning/sums/layout";
import { USUAL_SLOTS } from "../../learning/sums/schema";
import { outputs, scalars } from "../../learning/works/localWork";
import type { HeadShape, LocalWork, Protection, Slot, SumSchema } from "../ports";
import { described as describedWork } from "./localWork";
import { decodeGrid } from "./protection";

/** More statistics than this, 128 MiB, are beyond a tab. */
const MAX_VALUES = 1 << 24;

const MAX_SLOT_BITS = 44;

/**
 * What is summed, and on which grids. Names, order, layouts and kinds of numbers follow from the work and the head; throws a sentence if
 * the task says anything else.
 */
export function decodeSchema(message: SumSchemaMessage | undefined, work: LocalWork, head: HeadShape): SumSchema {
  const own = outputs(work, head);
  const { vectors = [], slots = [] } = message ?? {};
  const names = own.map(({ name }) => name);
  requireNames("vectors", vectors, names, work);
  requireNames("slots", slots, [...USUAL_SLOTS, ...scalars(work)], work);
  const values = own.reduce((sum, { layout }) => sum + sizeOf(layout), 0);
  if (values > MAX_VALUES) {
    throw new Error(
      `${describedWork(work)}: ${values} values for ${head.features} features (expected: at most ${MAX_VALUES} in a browser; take part with the Headwater program)`,
    );
  }
  const summed = own.map(({ name, layout, fractionBits, integers: counts }, i) => {
    const { integers, grid: gridMessage } = vectors[i]!;
    const grid = decodeGrid(gridMessage);
    if (integers !== counts) {
      throw new Error(
        `${name}: ${integers ? "integers" : "real numbers"} are asked for (expected: ${integers ? "real numbers" : "integers"}, as ${describedWork(work)} gives)`,
      );
    }
    if (fractionBits !== undefined && grid.fractionBits !== fractionBits) {
      const numbers = integers ? "integers" : "real numbers";
      throw new Error(`${name}: ${numbers} of ${grid.fractionBits} fraction bits (expected: ${fractionBits})`);
    }
    const compression = decodeCompression(vectors[i]!, fractionBits !== undefined || integers);
    return compression === undefined
      ? { name, layout, integers, grid }
      : { name, layout: summedLayout(compression, name, layout), integers, grid, compression };
  });
  const rings = new Set(summed.map(({ grid }) => grid.ringBits));
  if (rings.size > 1) {
    throw new Error(`rings of ${[...rings].join(" and ")} bits in one sum (expected: one size for all vectors)`);
  }
  return { vectors: summed, slots: slots.map(decodeSlot) };
}

/** Throws a sentence for a compression that this version does not know, or one of what is summed exactly. */
function decodeCompression({ name, compression }: SummedVector, exact: boolean): Compression | undefined {
  const decoded = compression === "" ? undefined : parseCompression(compression);
  if (decoded !== undefined && exact) {
    throw new Error(`compression: ${compression} of ${name} (expected: none; it is summed exactly)`);
  }
  return decoded;
}

/**
 * Throws a sentence where compression does not go with what protects a contribution: Java's `CompressionCodec`. No
 * coordinator of this version asks for it, and a client must not rely on that.
 */
export function requireCompressible({ vectors }: SumSchema, protection: Protection, masked: boolean): void {
  for (const { compression } of vectors) {
    if ((protection.client ?? protection.example) !== undefined && compression?.kind === "top-k") {
      throw new Error(
        `compression: ${described(compression)} with a privacy guarantee (expected: none, float16, int8 or random-k; which values are the largest depends on the pictures, and what was not sent would be sent later, unaccounted for)`,
      );
    }
    if (masked && codedBy(compression) !== undefined) {
      throw new Error(
        `compression: ${described(compression)} under a mask (expected: none or random-k; masked integers have one length)`,
      );
    }
  }
}

function requireNames(
  what: string,
  found: readonly { readonly name: string }[],
  expected: readonly string[],
  work: LocalWork,
): void {
  const names = found.map(({ name }) => name);
  if (names.length !== expected.length || names.some((name, i) => name !== expected[i])) {
    const shown = names.slice(0, 8).map((name) => name.slice(0, 40));
    throw new Error(
      `${what} of the sum: ${shown.join(", ") || "none"} (expected: ${expected.join(", ")}, as ${describedWork(work)} on a linear head uploads)`,
    );
  }
}

/** Refuses what Java's `Slot` refuses. The weight and the flag are whole numbers. */
function decodeSlot({ name, maxPerWeight, fractionBits }: SlotMessage): Slot {
  if (!(maxPerWeight > 0) || !Number.isFinite(maxPerWeight)) {
    throw new Error(`slot ${name}: up to ${maxPerWeight} a weight (expected: a finite bound above 0)`);
  }
  if (fractionBits < -1 || fractionBits > MAX_SLOT_BITS) {
    throw new Error(
      `slot ${name}: ${fractionBits} fraction bits (expected: 0 to ${MAX_SLOT_BITS}, or -1 for a slot without room)`,
    );
  }
  if ((name === "weight" || name === "within_norm") && fractionBits !== 0) {
    throw new Error(`slot ${name}: ${fractionBits} fraction bits (expected: 0, it is a whole number)`);
  }
  return { name, maxPerWeight, fractionBits };
}
