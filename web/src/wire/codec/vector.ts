import { create } from "@bufbuild/protobuf";
import {
  Encoding,
  type Part,
  PartSchema,
  type VectorHeader,
  VectorHeaderSchema,
} from "../../gen/headwater/v1/federation_pb";
import { type Compression, codedBy, encodeValues } from "../../learning/compression/compression";
import { sizeOf } from "../../learning/sums/layout";
import type { Layout, Values } from "../ports";
import { PART_BYTES, parts } from "../protocol";
import { hex, sameBytes, sha256 } from "../sha256";
import { layoutHash, requireHash } from "./layout";

/** The values as they travel: little-endian float32 or int64. A copy, whatever the machine's byte order. */
export function littleEndian(values: Values): Uint8Array<ArrayBuffer> {
  if (LITTLE) {
    return new Uint8Array(values.slice().buffer);
  }
  const view = new DataView(new ArrayBuffer(values.byteLength));
  for (let i = 0; i < values.length; i++) {
    if (values instanceof BigInt64Array) {
      view.setBigInt64(8 * i, values[i]!, true);
    } else {
      view.setFloat32(4 * i, values[i]!, true);
    }
  }
  return new Uint8Array(view.buffer);
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Parts of PART_BYTES bytes each but for the last; views, nothing is copied. */
export function inParts(bytes: Uint8Array): Part[] {
  const all: Part[] = [];
  for (let from = 0; from < bytes.length; from += PART_BYTES) {
    all.push(create(PartSchema, { index: all.length, data: bytes.subarray(from, from + PART_BYTES) }));
  }
  return all;
}

const ENCODINGS = { float16: Encoding.FLOAT16, int8: Encoding.INT8, "top-k": Encoding.TOP_K } as const;

/** A vector of this layout as it travels: what announces it, and its parts. Mirrors `EncodedVector`. */
export async function encodeVector(
  layout: Layout,
  values: Values,
  compression?: Compression,
): Promise<{ header: VectorHeader; parts: Part[] }> {
  if (values.length !== sizeOf(layout)) {
    throw new Error(`vector: ${values.length} values (expected: ${sizeOf(layout)}, as the layout says)`);
  }
  const coded = codedBy(compression);
  const compressed = coded !== undefined && values instanceof Float32Array;
  const bytes = compressed ? encodeValues(coded, values) : littleEndian(values);
  const pieces = inParts(bytes);
  const header = create(VectorHeaderSchema, {
    layoutHash: await layoutHash(layout),
    encoding: compressed ? ENCODINGS[coded.kind] : values instanceof BigInt64Array ? Encoding.INT64 : Encoding.FLOAT32,
    valueCount: BigInt(values.length),
    digest: await sha256(bytes),
    parts: pieces.length,
  });
  return { header, parts: pieces };
}

/**
 * Puts a vector together from its parts, in any order; a part that comes twice is taken once.
 * Mirrors `VectorAssembly`: whatever does not fit the announcement is refused with a sentence.
 */
export class VectorAssembly {
  private bytes: Uint8Array<ArrayBuffer> | undefined;
  private readonly received = new Set<number>();
  private readonly size: number;

  private constructor(
    private readonly header: VectorHeader,
    layout: Layout,
  ) {
    this.size = sizeOf(layout);
  }

  /** Ready for the parts that `header` announces; throws if it announces anything but real numbers of `layout`. */
  static async of(header: VectorHeader | undefined, layout: Layout): Promise<VectorAssembly> {
    if (header === undefined) {
      throw new Error("vector: none is announced (expected: its header)");
    }
    await requireHash(header.layoutHash, layout);
    if (header.encoding !== Encoding.FLOAT32) {
      throw new Error(`encoding: number ${header.encoding} (expected: FLOAT32, real numbers)`);
    }
    const size = sizeOf(layout);
    if (header.valueCount !== BigInt(size)) {
      throw new Error(`value count: ${header.valueCount} (expected: ${size})`);
    }
    const count = parts(size * 4);
    if (header.parts !== count) {
      throw new Error(`parts: ${header.parts} (expected: ${count} of at most ${PART_BYTES} bytes for ${size} values)`);
    }
    return new VectorAssembly(header, layout);
  }

  /** Takes one part; the sentence of a refusal names it. */
  add(part: Part): void {
    if (part.index >= this.header.parts) {
      throw new Error(`part: number ${part.index} (expected: 0 to ${this.header.parts - 1})`);
    }
    const from = part.index * PART_BYTES;
    const expected = Math.min(this.size * 4 - from, PART_BYTES);
    if (part.data.length !== expected) {
      throw new Error(`part ${part.index}: ${part.data.length} bytes (expected: ${expected})`);
    }
    this.bytes ??= new Uint8Array(this.size * 4);
    if (!this.received.has(part.index)) {
      this.bytes.set(part.data, from);
      this.received.add(part.index);
    }
  }

  /** Whether all parts are there. */
  get complete(): boolean {
    return this.received.size === this.header.parts;
  }

  /** The values, handed over; throws if they lack the announced digest or one is not a finite number. */
  async finish(): Promise<Float32Array> {
    const bytes = this.bytes;
    if (!this.complete || bytes === undefined) {
      throw new Error(`vector: ${this.received.size} of ${this.header.parts} parts (expected: all of them)`);
    }
    const digest = await sha256(bytes);
    if (!sameBytes(digest, this.header.digest)) {
      throw new Error(
        `digest: the values have ${hex(digest)} (expected: ${hex(this.header.digest)}, as announced; send them again)`,
      );
    }
    const view = new DataView(bytes.buffer);
    const values = LITTLE
      ? new Float32Array(bytes.buffer)
      : Float32Array.from({ length: this.size }, (_, j) => view.getFloat32(4 * j, true));
    const bad = values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) {
      throw new Error(`value ${bad}: ${values[bad]} (expected: a finite number)`);
    }
    return values;
  }
}
