import { create } from "@bufbuild/protobuf";
import { type Layout as LayoutMessage, LayoutSchema } from "../../gen/headwater/v1/federation_pb";
import { BIAS, headLayout, parameterCount, WEIGHT } from "../../learning/head";
import { described, layoutText } from "../../learning/sums/layout";
import type { HeadShape, Layout } from "../ports";
import { MAX_VALUES } from "../protocol";
import { hex, sameBytes, sha256 } from "../sha256";

/** SHA-256 of one line `name:d0,d1,...\n` a tensor, in UTF-8. */
export function layoutHash(layout: Layout): Promise<Uint8Array> {
  return sha256(layoutText(layout));
}

/** A layout as a message. */
export async function encodeLayout(layout: Layout): Promise<LayoutMessage> {
  const tensors = layout.map(({ name, shape }) => ({ name, shape: [...shape] }));
  return create(LayoutSchema, { tensors, hash: await layoutHash(layout) });
}

/** The head that a layout describes; throws a sentence if it is anything else, or hashed wrongly. */
export async function decodeLayout(message: LayoutMessage | undefined): Promise<HeadShape> {
  const tensors = message?.tensors ?? [];
  const [classes = 0, features = 0] = tensors[0]?.shape ?? [];
  const fits =
    tensors.length === 2 &&
    tensors[0]!.name === WEIGHT &&
    tensors[0]!.shape.length === 2 &&
    tensors[1]!.name === BIAS &&
    tensors[1]!.shape.length === 1 &&
    tensors[1]!.shape[0] === classes;
  if (!fits) {
    throw new Error(
      `layout: ${described(tensors.slice(0, 4)) || "no tensors"} (expected: ${WEIGHT} [classes, features] and ${BIAS} [classes])`,
    );
  }
  if (classes < 2 || features < 1) {
    throw new Error(`head: ${classes} classes on ${features} features (expected: at least 2 classes and 1 feature)`);
  }
  const head = { classes, features };
  if (parameterCount(head) > MAX_VALUES) {
    throw new Error(`layout: ${parameterCount(head)} values (expected: at most ${MAX_VALUES})`);
  }
  await requireHash(message!.hash, headLayout(head));
  return head;
}

/** Throws a sentence unless `hash` is that of the layout. */
export async function requireHash(hash: Uint8Array, layout: Layout): Promise<void> {
  const expected = await layoutHash(layout);
  if (!sameBytes(hash, expected)) {
    throw new Error(`layout hash: ${hex(hash)} (expected: ${hex(expected)}, the hash of ${described(layout)})`);
  }
}
