import { create } from "@bufbuild/protobuf";
import { type Layout, LayoutSchema } from "../../gen/headwater/v1/federation_pb";
import type { HeadShape } from "../ports";
import { MAX_VALUES } from "../protocol";
import { hex, sameBytes, sha256 } from "../sha256";

/** torchvision's names, as Java's `Head`. */
const WEIGHT = "classifier.1.weight";
const BIAS = "classifier.1.bias";

/** Values of the flat vector: weights [classes x features], then biases [classes]. */
export function headSize(head: HeadShape): number {
  return head.classes * head.features + head.classes;
}

/** SHA-256 of one line `name:d0,d1,...\n` a tensor, in UTF-8. */
export function layoutHash(head: HeadShape): Promise<Uint8Array> {
  return sha256(new TextEncoder().encode(`${WEIGHT}:${head.classes},${head.features}\n${BIAS}:${head.classes}\n`));
}

/** The layout of a head, as a message. */
export async function encodeLayout(head: HeadShape): Promise<Layout> {
  return create(LayoutSchema, {
    tensors: [
      { name: WEIGHT, shape: [head.classes, head.features] },
      { name: BIAS, shape: [head.classes] },
    ],
    hash: await layoutHash(head),
  });
}

/** The head that a layout describes; throws a sentence if it is anything else, or hashed wrongly. */
export async function decodeLayout(message: Layout | undefined): Promise<HeadShape> {
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
    const found = tensors.slice(0, 4).map((t) => `${t.name} [${t.shape.join(", ")}]`);
    throw new Error(
      `layout: ${found.join(", ") || "no tensors"} (expected: ${WEIGHT} [classes, features] and ${BIAS} [classes])`,
    );
  }
  if (classes < 2 || features < 1) {
    throw new Error(`head: ${classes} classes on ${features} features (expected: at least 2 classes and 1 feature)`);
  }
  const head = { classes, features };
  if (headSize(head) > MAX_VALUES) {
    throw new Error(`layout: ${headSize(head)} values (expected: at most ${MAX_VALUES})`);
  }
  await requireHash(message!.hash, head);
  return head;
}

/** Throws a sentence unless `hash` is that of the head's layout. */
export async function requireHash(hash: Uint8Array, head: HeadShape): Promise<void> {
  const expected = await layoutHash(head);
  if (!sameBytes(hash, expected)) {
    throw new Error(
      `layout hash: ${hex(hash)} (expected: ${hex(expected)}, the hash of ${head.classes} classes on ${head.features} features)`,
    );
  }
}
