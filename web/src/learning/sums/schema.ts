import type { Compression } from "../compression/compression";
import { type FixedPoint, rint, toLong } from "./fixedPoint";
import { type Layout, sizeOf } from "./layout";

/** One vector of a contribution before it is summed: real numbers, or integers of the sum's grid. Java's Values. */
export type Values = Float32Array | BigInt64Array;

/** One vector that is summed: Java's SumSchema.Vector. */
export interface SummedVector {
  readonly name: string;
  readonly layout: Layout;
  /** Whether values are integers of the grid already. */
  readonly integers: boolean;
  readonly grid: FixedPoint;
  /** How it is uploaded; the layout is that of the summed values. Absent for float32 or int64. */
  readonly compression?: Compression;
}

/** A named number beside the vectors, summed as rint(v 2^fractionBits): Java's learning.sums.Slot. */
export interface Slot {
  readonly name: string;
  /** Largest |v| per unit of weight. */
  readonly maxPerWeight: number;
  /** -1 if the ring has no room for it and it is omitted. */
  readonly fractionBits: number;
}

/** What is summed in a round, the same for everybody in it: Java's learning.sums.SumSchema. */
export interface SumSchema {
  /** At least one. */
  readonly vectors: readonly SummedVector[];
  /** The {@link USUAL_SLOTS}, then those of the work. */
  readonly slots: readonly Slot[];
}

/** The slots of every contribution. */
export const USUAL_SLOTS = ["weight", "loss", "within_norm"] as const;

/** A larger mean loss is capped to this value: its sum needs a bound. */
export const MAX_LOSS = 64;

/** Values of all vectors together. */
export function valuesOf(schema: SumSchema): number {
  return schema.vectors.reduce((sum, { layout }) => sum + sizeOf(layout), 0);
}

/** Integers that are summed: all vectors, then all slots. */
export function lengthOf(schema: SumSchema): number {
  return valuesOf(schema) + schema.slots.length;
}

/** rint(value 2^F), 0 where the slot is not counted. */
export function encodeSlot(value: number, slot: Slot): bigint {
  return slot.fractionBits < 0 ? 0n : toLong(rint(value * 2 ** slot.fractionBits));
}
