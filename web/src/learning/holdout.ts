import { KeyedRandom } from "./random";

/**
 * Which of a client's own n examples it keeps out of training: floor(share n), chosen by (seed, client); both lists
 * ascend. Java's learning.partition.Holdout.
 *
 * @throws RangeError if there are none, or the share is not in [0, 1)
 */
export function holdout(
  n: number,
  share: number,
  seed: bigint,
  client: string,
): { train: Int32Array; heldOut: Int32Array } {
  if (!(share >= 0 && share < 1)) throw new RangeError(`holdout: ${share} (expected: at least 0 and below 1)`);
  if (n < 1) throw new RangeError(`holdout: client ${client} has no examples (expected: at least 1)`);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  KeyedRandom.of(seed, 0, client, "HOLDOUT").shuffle(order);
  // 0.29 * 100 is 28.999999999999996: the share was meant in decimals.
  const held = Math.min(n - 1, Math.floor(share * n + 1e-9));
  return { heldOut: order.slice(0, held).sort(), train: order.slice(held).sort() };
}
